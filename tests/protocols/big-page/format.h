/* big-page: as examples/tick-page, on 4096 bytes, nearly all of them of no field. */
#ifndef BIG_PAGE_FORMAT_H
#define BIG_PAGE_FORMAT_H

#include <warpage/protocol.h>

struct big_page_page {
	u32 count;    /* odd while the host writes */
	u32 per_tick; /* us per tick, 0.32 fixed point */
	u8 unused[4072];
	u64 base; /* ticks */
	u64 us;	  /* at base */
};

struct big_page_params {
	u64 base, us;
	u32 per_tick;
};

DECLARE_FORMAT(big_page);

#endif
