/*
 * A generation is one set of parameters that the host meant to publish: an ideal clock f_k(tsc),
 * known exactly because the engine made it. Generation 0 is what the page shows at the start.
 */
#ifndef WARPAGE_GENERATION_H
#define WARPAGE_GENERATION_H

#include "clock/schedule.h"

struct generation {
	_Alignas(16) u8 params[WARPAGE_PARAMS_MAX]; /* the format's struct of parameters */
	u64 anchor; /* the TSC at which it continues (or steps from) the one before */
	u64 rate;   /* units per tick, 32.32 fixed point */
	s64 back;   /* how far the engine meant the time to step back; 0 or more */
};

/* Fill *first from the start of a schedule, ... */
void generation_first(const struct format *format, const struct schedule *schedule,
		      struct generation *first);

/* ... by the TSC of that vCPU. */
void generation_first_of(const struct format *format, const struct schedule *schedule,
			 unsigned int vcpu, struct generation *first);

/*
 * Fill *next: the clock after update, anchored exactly at TSC anchor:
 * f_next(anchor) = f_prev(anchor) + step. previous_tsc is the TSC at which prev was left: anchor
 * itself, but for UPDATE_TSC_JUMP (the TSC just before the jump) and UPDATE_PAUSE (the TSC at
 * which the vCPUs were frozen).
 */
void generation_next(const struct format *format, const struct generation *prev,
		     const struct update *update, u64 previous_tsc, u64 anchor,
		     struct generation *next);

/*
 * Take what a host with own_params left on the page for the generation: params are replaced, the
 * rest stays.
 */
void generation_adopt(const struct format *format, struct generation *generation, const void *page);

/* The fields of a generation as they stand on a page, of format->page_size bytes; all else is 0. */
void generation_page(const struct format *format, const struct generation *generation, u8 *page);

#define RATE_ONE ((u64)1 << 32) /* a unit per tick */

/* The highest rate tried: what the format's parameters can say, below RATE_ONE or far above. */
u64 generation_rate_max(const struct format *format);

/* f_k(tsc) modulo 2^64, in format units. */
u64 generation_time(const struct format *format, const struct generation *generation, u64 tsc);

#endif
