/* wide-page: a count of eight bytes; else as examples/tick-page. */
#ifndef WIDE_PAGE_FORMAT_H
#define WIDE_PAGE_FORMAT_H

#include <warpage/protocol.h>

struct wide_page_page {
	u64 count;    /* odd while the host writes, 0: not ready */
	u64 base;     /* ticks */
	u64 us;	      /* at base */
	u32 per_tick; /* us per tick, 0.32 fixed point */
	u32 kind;     /* no business of the clock */
};

struct wide_page_params {
	u64 base, us;
	u32 per_tick;
};

DECLARE_FORMAT(wide_page);

#endif
