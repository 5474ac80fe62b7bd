/* split-page: as examples/tick-page, in ns; a read is of whole seconds, of a rest, and of a TSC. */
#ifndef SPLIT_PAGE_FORMAT_H
#define SPLIT_PAGE_FORMAT_H

#include <warpage/protocol.h>

struct split_page_page {
	u32 count;    /* odd while the host writes */
	u32 per_tick; /* ns per tick, 0.32 fixed point */
	u64 base;     /* ticks */
	u64 us;	      /* at base */
};

struct split_page_params {
	u64 base, us;
	u32 per_tick;
};

DECLARE_FORMAT(split_page);

#define SPLIT_SECOND 1000000000ull

#endif
