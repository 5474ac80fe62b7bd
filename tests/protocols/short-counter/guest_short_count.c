/*
 * short_cut takes the difference of two counts modulo 2^32. Right. short_uncut forgets that, short_clamps takes a
 * count that has wrapped for one before the other, and short_signed one that is far ahead.
 */
#include "format.h"

#define GUEST(id, DELTA)                                                                           \
	static bool id(const struct short_counter_page *page, u64 *time)                           \
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
	DEFINE_GUEST(short_counter, id, .read = id, .origin = "tests")

GUEST(short_cut, (u32)(tsc - base));
GUEST(short_uncut, tsc - base);
GUEST(short_clamps, (u32)tsc < base ? 0 : (u32)tsc - base);
GUEST(short_signed, (u64)(s32)((u32)tsc - (u32)base));
