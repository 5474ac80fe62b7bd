/* twin: two copies of the parameters under one count, whose lowest bit tells which copy is read. */
#ifndef TWIN_FORMAT_H
#define TWIN_FORMAT_H

#include <warpage/protocol.h>

struct twin_copy {
	u64 base;     /* ticks */
	u64 us;	      /* at base */
	u32 per_tick; /* us per tick, 0.32 fixed point */
	u32 unused;
};

struct twin_page {
	u32 count, unused;
	struct twin_copy copies[2];
};

struct twin_params {
	u64 base, us;
	u32 per_tick;
};

DECLARE_FORMAT(twin);

#endif
