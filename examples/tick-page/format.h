/*
 * tick-page: the smallest clock page that there is, as an example of a format of one's own: a
 * count, and the microseconds that were on the clock when the TSC was base.
 */
#ifndef TICK_PAGE_FORMAT_H
#define TICK_PAGE_FORMAT_H

#include <warpage/protocol.h>

struct tick_page_page {
	u32 count;    /* odd while the host writes */
	u32 per_tick; /* us per tick, 0.32 fixed point */
	u64 base;     /* ticks */
	u64 us;	      /* at base */
};

struct tick_page_params {
	u64 base, us;
	u32 per_tick;
};

DECLARE_FORMAT(tick_page);

#endif
