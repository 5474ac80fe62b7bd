/* flag-page: no sequence: a flag says that there is a time. */
#ifndef FLAG_PAGE_FORMAT_H
#define FLAG_PAGE_FORMAT_H

#include <warpage/protocol.h>

struct flag_page_page {
	u32 ready;    /* 1: there is a time */
	u32 per_tick; /* us per tick, 0.32 fixed point */
	u64 base;     /* ticks */
	u64 us;	      /* at base */
};

struct flag_page_params {
	u64 base, us;
	u32 per_tick;
};

DECLARE_FORMAT(flag_page);

#endif
