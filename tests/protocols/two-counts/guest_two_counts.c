/* first_then_last takes what is between two counts that are the same. Right. first_twice knows the first count alone. */
#include "format.h"

static __always_inline u64 time_of(const struct two_counts_page *page)
{
	return page->us + mul_u64_u32_shr(rdtsc_ordered() - page->base, page->per_tick, 32);
}

static bool read_both(const struct two_counts_page *page, u64 *time)
{
	u32 count;

	do {
		count = READ_ONCE(page->first);
		smp_rmb(); /* the first count before the fields; pairs with the host's second wmb */
		*time = time_of(page);
		smp_rmb(); /* the fields before the last count; pairs with the host's first wmb */
	} while (READ_ONCE(page->last) != count);
	return true;
}

static bool read_first(const struct two_counts_page *page, u64 *time)
{
	u32 count;

	do {
		count = READ_ONCE(page->first);
		smp_rmb(); /* the count before the fields; pairs with the host's second wmb */
		*time = time_of(page);
		smp_rmb(); /* the fields before the recheck: it has no partner */
	} while (READ_ONCE(page->first) != count);
	return true;
}

DEFINE_GUEST(two_counts, first_then_last, .read = read_both, .origin = "tests");
DEFINE_GUEST(two_counts, first_twice, .read = read_first, .origin = "tests");
