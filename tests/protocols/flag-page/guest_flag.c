/*
 * flag_by_base wants a flag, and a base that is still there at the end. Right. flag_never does not ask for the flag,
 * flag_twice asks for nothing else.
 */
#include "format.h"

static __always_inline u64 time_of(const struct flag_page_page *page, u64 base)
{
	u64 us = READ_ONCE(page->us);
	u32 per_tick = READ_ONCE(page->per_tick);

	return us + mul_u64_u32_shr(rdtsc_ordered() - base, per_tick, 32);
}

static __always_inline u64 by_base(const struct flag_page_page *page)
{
	u64 base, time;

	do {
		while (!(base = READ_ONCE(page->base)))
			cpu_relax();
		smp_rmb(); /* the base before the fields; pairs with the host's second wmb */
		time = time_of(page, base);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->base) != base);
	return time;
}

static bool read_by_base(const struct flag_page_page *page, u64 *time)
{
	if (!READ_ONCE(page->ready))
		return false;
	smp_rmb(); /* the flag before the base; pairs with the host's last wmb */
	*time = by_base(page);
	return true;
}

static bool read_never(const struct flag_page_page *page, u64 *time)
{
	*time = by_base(page);
	return true;
}

static bool read_twice(const struct flag_page_page *page, u64 *time)
{
	if (!READ_ONCE(page->ready))
		return false;
	smp_rmb(); /* the flag before the fields */
	*time = time_of(page, READ_ONCE(page->base));
	smp_rmb(); /* the fields before the flag */
	return READ_ONCE(page->ready);
}

DEFINE_GUEST(flag_page, flag_by_base, .read = read_by_base, .origin = "tests");
DEFINE_GUEST(flag_page, flag_never, .read = read_never, .origin = "tests");
DEFINE_GUEST(flag_page, flag_twice, .read = read_twice, .origin = "tests");
