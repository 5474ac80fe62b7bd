/* ClockBound's shared memory: layout, parameters, and the readers' arithmetic. */
#ifndef CLOCK_BOUND_FORMAT_H
#define CLOCK_BOUND_FORMAT_H

#include <warpage/protocol.h>

struct clock_bound_page {
	u32 magic[2];
	u32 segsize;
	u16 version;
	u16 generation; /* odd while the daemon writes; 0: nothing yet */
	u64 as_of_sec, as_of_nsec;
	u64 void_after_sec, void_after_nsec;
	s64 bound_nsec; /* at as_of */
	u32 max_drift_ppb;
	u32 reserved;
	s32 clock_status;
	u32 pad;
};

struct clock_bound_params {
	u64 as_of_sec, as_of_nsec;
	u64 void_after_sec, void_after_nsec;
	s64 bound_nsec;
	u32 max_drift_ppb;
};

DECLARE_FORMAT(clock_bound);

#define CLOCK_BOUND_SECOND 1000000000ull
#define CLOCK_BOUND_LIFE 1000 /* seconds from as_of to void_after */

/* The body, taken by volatile loads, as the reader does. */
static inline void clock_bound_take(const struct clock_bound_page *page,
				    struct clock_bound_params *body)
{
	body->as_of_sec = READ_ONCE(page->as_of_sec);
	body->as_of_nsec = READ_ONCE(page->as_of_nsec);
	body->void_after_sec = READ_ONCE(page->void_after_sec);
	body->void_after_nsec = READ_ONCE(page->void_after_nsec);
	body->bound_nsec = READ_ONCE(page->bound_nsec);
	body->max_drift_ppb = READ_ONCE(page->max_drift_ppb);
}

/* The bound at now, with a product of 96 bits; a clock behind as_of counts as that. */
static inline u64 clock_bound_at(u64 now, const struct clock_bound_params *body)
{
	u64 since = now - (body->as_of_sec * CLOCK_BOUND_SECOND + body->as_of_nsec);

	if ((s64)since < 0)
		since = 0;
	return (u64)body->bound_nsec +
	       (u64)((u128)since * body->max_drift_ppb / CLOCK_BOUND_SECOND);
}

#endif
