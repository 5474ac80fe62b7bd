/*
 * Take a time and clear the flag that says there is one, as readers of a shared segment do: behind the time (flag_takes),
 * before it (flag_takes_first), and with the word that is beside the flag (flag_takes_both). flag_looks_again goes by
 * the flag that it has cleared.
 */
#include "format.h"

static __always_inline u64 by_base(const struct flag_page_page *page)
{
	u64 base, time;

	do {
		while (!(base = READ_ONCE(page->base)))
			cpu_relax();
		smp_rmb(); /* the base before the fields; pairs with the host's second wmb */
		time = READ_ONCE(page->us);
		time += mul_u64_u32_shr(rdtsc_ordered() - base, READ_ONCE(page->per_tick), 32);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->base) != base);
	return time;
}

static bool takes(const struct flag_page_page *page, u64 *time)
{
	if (!READ_ONCE(page->ready))
		return false;
	smp_rmb(); /* the flag before the base; pairs with the host's last wmb */
	*time = by_base(page);
	WRITE_ONCE(((struct flag_page_page *)page)->ready, 0);
	return true;
}

static bool takes_first(const struct flag_page_page *page, u64 *time)
{
	if (!READ_ONCE(page->ready))
		return false;
	WRITE_ONCE(((struct flag_page_page *)page)->ready, 0);
	smp_mb(); /* the flag before the base; pairs with the host's last wmb */
	*time = by_base(page);
	return true;
}

static bool takes_both(const struct flag_page_page *page, u64 *time)
{
	u64 *both = (u64 *)(uintptr_t)page;

	if (!READ_ONCE(page->ready))
		return false;
	smp_rmb(); /* the flag before the base; pairs with the host's last wmb */
	*time = by_base(page);
	WRITE_ONCE(*both, READ_ONCE(*both) >> 32 << 32);
	return true;
}

static bool looks_again(const struct flag_page_page *page, u64 *time)
{
	if (!READ_ONCE(page->ready))
		return false;
	WRITE_ONCE(((struct flag_page_page *)page)->ready, 0);
	*time = by_base(page);
	return !READ_ONCE(page->ready);
}

DEFINE_GUEST(flag_page, flag_takes, .read = takes, .origin = "tests");
DEFINE_GUEST(flag_page, flag_takes_first, .read = takes_first, .origin = "tests");
DEFINE_GUEST(flag_page, flag_takes_both, .read = takes_both, .origin = "tests");
DEFINE_GUEST(flag_page, flag_looks_again, .read = looks_again, .origin = "tests");
