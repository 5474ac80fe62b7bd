/* Two copies of a clock and a count whose lowest bit says which of them to take: layout, parameters, and the guests' arithmetic. */
#ifndef LATCH_FORMAT_H
#define LATCH_FORMAT_H

#include <warpage/protocol.h>

/* Of Linux' clock_read_data and tk_read_base what a reader takes. */
struct latch_clock {
	u64 epoch_ns;	 /* ns at epoch_cyc */
	u64 epoch_cyc;	 /* ticks */
	u32 mult, shift; /* ns << shift per tick */
};

struct latch_page {
	u32 seq; /* even: copy[0] is to be taken, odd: copy[1] */
	u32 pad;
	struct latch_clock copy[2];
};

struct latch_params {
	struct latch_clock clock;
};

DECLARE_FORMAT(latch);

/* What the clock is at tsc, with a product of 96 bits; a TSC before epoch_cyc counts as that. */
static inline u64 latch_ns(const struct latch_clock *clock, u64 tsc)
{
	u64 delta = tsc - clock->epoch_cyc;

	if ((s64)delta < 0)
		delta = 0;
	return clock->epoch_ns + mul_u64_u32_shr(delta, clock->mult, clock->shift);
}

#endif
