/* The clock of macOS' commpage on x86: layout, parameters, and the readers' arithmetic. */
#ifndef COMMPAGE_FORMAT_H
#define COMMPAGE_FORMAT_H

#include <warpage/protocol.h>

struct commpage_page { /* from 0x50 on */
	u64 nt_tsc_base;
	u32 nt_scale, nt_shift; /* ns per shifted tick, 0.32 fixed point; to the left */
	u64 nt_ns_base;		/* ns at nt_tsc_base */
	u32 nt_generation;	/* 0: it is being changed */
	u32 gtod_generation;
};

struct commpage_params {
	u64 nt_tsc_base, nt_ns_base;
	u32 nt_scale, nt_shift;
};

DECLARE_FORMAT(commpage);

/* delta ticks in ns, with a product of 96 bits. */
static inline u64 commpage_scale(u64 delta, u32 scale, u32 shift)
{
	return mul_u64_u32_shr(delta << shift, scale, 32);
}

#endif
