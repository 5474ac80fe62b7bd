/* The time fields of perf_event_mmap_page: layout, parameters, and the readers' arithmetic. */
#ifndef PERF_MMAP_FORMAT_H
#define PERF_MMAP_FORMAT_H

#include <warpage/protocol.h>

struct perf_mmap_page {
	u32 version, compat_version;
	u32 lock; /* odd while the kernel writes */
	u32 index;
	u64 offset, time_enabled, time_running;
	u64 capabilities;
	u16 pmc_width;
	u16 time_shift;
	u32 time_mult;	 /* ns << time_shift per tick */
	u64 time_offset; /* as time_zero, for the time that an event has been enabled */
	u64 time_zero;	 /* ns where the counter was 0 */
};

struct perf_mmap_params {
	u64 time_zero;
	u32 time_mult;
	u16 time_shift;
};

DECLARE_FORMAT(perf_mmap);

#define PERF_CAP_USER_TIME_ZERO (1u << 4)

/* cycles in ns, with a product of 96 bits. */
static inline u64 perf_ns(u64 cycles, u32 mult, u16 shift, u64 zero)
{
	return zero + mul_u64_u32_shr(cycles, mult, shift);
}

#endif
