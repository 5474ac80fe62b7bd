/* short-page: a count of two bytes between two other fields; else as examples/tick-page. */
#ifndef SHORT_PAGE_FORMAT_H
#define SHORT_PAGE_FORMAT_H

#include <warpage/protocol.h>

struct short_page_page {
	u16 kind;     /* no business of the clock */
	u16 count;    /* odd while the host writes, 0: not ready */
	u32 per_tick; /* us per tick, 0.32 fixed point */
	u64 base;     /* ticks */
	u64 us;	      /* at base */
};

struct short_page_params {
	u64 base, us;
	u32 per_tick;
};

DECLARE_FORMAT(short_page);

#endif
