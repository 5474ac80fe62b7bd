/*
 * Guests that read the copy that the count tells, by its lowest bit or the next one, and compare all of the count
 * again, or some of it, or nothing.
 */
#include "format.h"

#define GUEST(id, COPY, TAKEN)                                                                       \
	static bool id(const struct twin_page *page, u64 *time)                                      \
	{                                                                                            \
		u32 first, second, per_tick;                                                         \
		const struct twin_copy *copy;                                                        \
		u64 us, base, tsc;                                                                   \
                                                                                                     \
		do {                                                                                 \
			first = READ_ONCE(page->count);                                              \
			smp_rmb(); /* the count before the copy: the wmb before the host's count */  \
			copy = &page->copies[(COPY)&1];                                              \
			us = READ_ONCE(copy->us);                                                    \
			base = READ_ONCE(copy->base);                                                \
			per_tick = READ_ONCE(copy->per_tick);                                        \
			tsc = rdtsc_ordered();                                                       \
			smp_rmb(); /* the copy before the recheck: the wmb after the host's count */ \
			second = READ_ONCE(page->count);                                             \
		} while (!(TAKEN));                                                                  \
		*time = us + mul_u64_u32_shr(tsc - base, per_tick, 32);                              \
		return true;                                                                         \
	}                                                                                            \
	DEFINE_GUEST(twin, id, .read = id, .origin = "tests")

GUEST(twin_same, first, first == second);
GUEST(twin_other, first + 1, first == second);
GUEST(twin_mask_1, first, (first & 1) == (second & 1));
GUEST(twin_mask_3, first, (first & 7) == (second & 7));
GUEST(twin_mask_4, first, (first & 0xf) == (second & 0xf));
GUEST(twin_unchecked, first, second || true);
GUEST(half_same, first / 2, !(first & 1) && first == second);
GUEST(half_mask_2, first / 2, !(first & 1) && (first & 3) == (second & 3));
GUEST(half_mask_4, first / 2, !(first & 1) && (first & 0xf) == (second & 0xf));
GUEST(half_unchecked, first / 2, !(first & 1) && (second || true));

/* The first try's time base stays, whatever copy the last try finds. */
static bool half_keeps(const struct twin_page *page, u64 *time)
{
	const struct twin_copy *copy;
	u32 first, second, per_tick;
	u64 us = 0, base, tsc;
	bool have = false;

	do {
		first = READ_ONCE(page->count);
		smp_rmb(); /* as above */
		copy = &page->copies[(first / 2) & 1];
		if (!have)
			us = READ_ONCE(copy->us);
		have = true;
		base = READ_ONCE(copy->base);
		per_tick = READ_ONCE(copy->per_tick);
		tsc = rdtsc_ordered();
		smp_rmb(); /* as above */
		second = READ_ONCE(page->count);
	} while (first & 1 || first != second);
	*time = us + mul_u64_u32_shr(tsc - base, per_tick, 32);
	return true;
}
DEFINE_GUEST(twin, half_keeps, .read = half_keeps, .origin = "tests");

/* The same, but the loop that loads it waits for an even count and keeps nothing. */
static bool half_keeps_inner(const struct twin_page *page, u64 *time)
{
	const struct twin_copy *copy;
	u32 first, second, per_tick;
	u64 us = 0, here, base, tsc;
	bool have = false;

	do {
		do {
			first = READ_ONCE(page->count);
			smp_rmb(); /* as above */
			copy = &page->copies[(first / 2) & 1];
			here = READ_ONCE(copy->us);
		} while (first & 1);
		if (!have)
			us = here;
		have = true;
		base = READ_ONCE(copy->base);
		per_tick = READ_ONCE(copy->per_tick);
		tsc = rdtsc_ordered();
		smp_rmb(); /* as above */
		second = READ_ONCE(page->count);
	} while (first != second);
	*time = us + mul_u64_u32_shr(tsc - base, per_tick, 32);
	return true;
}
DEFINE_GUEST(twin, half_keeps_inner, .read = half_keeps_inner, .origin = "tests");
