/*
 * long_cut takes the difference of two counts modulo 2^56. Right. long_uncut does not, and long_half cuts the count, but
 * not the difference.
 */
#include "format.h"

#define GUEST(id, DELTA)                                                                           \
	static bool id(const struct long_counter_page *page, u64 *time)                            \
	{                                                                                          \
		u64 us, base, tsc;                                                                 \
		u32 count, per_tick;                                                               \
                                                                                                   \
		do {                                                                               \
			count = READ_ONCE(page->count);                                            \
			smp_rmb(); /* the count before the fields: the host's last wmb */          \
			us = READ_ONCE(page->us);                                                  \
			base = READ_ONCE(page->base);                                              \
			per_tick = READ_ONCE(page->per_tick);                                      \
			tsc = rdtsc_ordered();                                                     \
			smp_rmb(); /* the fields before the recheck: the host's first wmb */       \
		} while (count & 1 || READ_ONCE(page->count) != count);                            \
		*time = us + mul_u64_u32_shr(DELTA, per_tick, 32);                                 \
		return true;                                                                       \
	}                                                                                          \
	DEFINE_GUEST(long_counter, id, .read = id, .origin = "tests")

GUEST(long_cut, (tsc - base) & LONG_COUNTER_MASK);
GUEST(long_uncut, tsc - base);
GUEST(long_half, (tsc & LONG_COUNTER_MASK) - base);
