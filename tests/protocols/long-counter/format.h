/* long-counter: as examples/tick-page, by the lowest 56 bits of the TSC. */
#ifndef LONG_COUNTER_FORMAT_H
#define LONG_COUNTER_FORMAT_H

#include <warpage/protocol.h>

struct long_counter_page {
	u32 count;    /* odd while the host writes */
	u32 per_tick; /* us per tick, 0.32 fixed point */
	u64 base;     /* ticks */
	u64 us;	      /* at base */
};

struct long_counter_params {
	u64 base, us;
	u32 per_tick;
};

DECLARE_FORMAT(long_counter);

#define LONG_COUNTER_MASK (((u64)1 << 56) - 1)

#endif
