/* short-counter: as examples/tick-page, by the lowest 32 bits of the TSC. */
#ifndef SHORT_COUNTER_FORMAT_H
#define SHORT_COUNTER_FORMAT_H

#include <warpage/protocol.h>

struct short_counter_page {
	u32 count;    /* odd while the host writes */
	u32 per_tick; /* us per tick, 0.32 fixed point */
	u64 us;	      /* at base */
	u32 base;     /* ticks, their lowest bits */
	u32 unused;
};

struct short_counter_params {
	u64 us;
	u32 base, per_tick;
};

DECLARE_FORMAT(short_counter);

#endif
