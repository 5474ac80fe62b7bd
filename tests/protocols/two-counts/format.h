/* two-counts: a count at either end, which are the same while nobody writes. */
#ifndef TWO_COUNTS_FORMAT_H
#define TWO_COUNTS_FORMAT_H

#include <warpage/protocol.h>

struct two_counts_page {
	u32 first;    /* stored last */
	u32 per_tick; /* us per tick, 0.32 fixed point */
	u64 base;     /* ticks */
	u64 us;	      /* at base */
	u32 last;     /* stored first */
	u32 unused;
};

struct two_counts_params {
	u64 base, us;
	u32 per_tick;
};

DECLARE_FORMAT(two_counts);

#endif
