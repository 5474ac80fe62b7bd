/* The Hyper-V reference TSC page (TLFS 12.7): layout, parameters, and the guests' arithmetic. */
#ifndef HYPERV_TSC_FORMAT_H
#define HYPERV_TSC_FORMAT_H

#include <warpage/protocol.h>

struct hyperv_tsc_page {
	u32 sequence; /* 0: the page is invalid, read the MSR 0x40000020 */
	u32 reserved;
	u64 scale;  /* 100 ns per tick, 0.64 fixed point */
	s64 offset; /* 100 ns */
};

struct hyperv_tsc_params {
	u64 scale;
	s64 offset;
};

DECLARE_FORMAT(hyperv_tsc);

/* The time in 100 ns units that scale and offset give at tsc. */
static inline u64 hyperv_tsc_time(u64 tsc, u64 scale, s64 offset)
{
	return mul_u64_u64_shr(tsc, scale, 64) + (u64)offset;
}

#endif
