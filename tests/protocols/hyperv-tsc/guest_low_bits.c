/*
 * Guests that compare a few low bits of the sequence and test the lowest: torn as soon as one read spans
 * as many updates as make those bits come round, by a host that adds 2.
 */
#include "format.h"

#define GUEST(id, MASK)                                                                            \
	static bool read_##id(const struct hyperv_tsc_page *page, u64 *time)                       \
	{                                                                                          \
		u32 sequence;                                                                      \
		u64 scale, tsc;                                                                    \
		s64 offset;                                                                        \
                                                                                                   \
		do {                                                                               \
			sequence = READ_ONCE(page->sequence) & (MASK);                             \
			smp_rmb();                                                                 \
			scale = READ_ONCE(page->scale);                                            \
			offset = READ_ONCE(page->offset);                                          \
			tsc = rdtsc_ordered();                                                     \
			smp_rmb();                                                                 \
		} while ((sequence & 1) || (READ_ONCE(page->sequence) & (MASK)) != sequence);      \
		*time = hyperv_tsc_time(tsc, scale, offset);                                       \
		return true;                                                                       \
	}                                                                                          \
	DEFINE_GUEST(hyperv_tsc, id, .read = read_##id, .origin = "a test")

GUEST(four_bits, 0xf);
GUEST(five_bits, 0x1f);
GUEST(six_bits, 0x3f); /* 32 updates: longer than any row */
GUEST(all_bits, 0xffffffff);
