/*
 * bound-any-order: the second look is an acquire as well, which orders what follows it: the body may be loaded after it. x86
 * keeps the order of loads, other CPUs do not.
 */
#include "format.h"

static bool snapshot(const struct clock_bound_page *page, u64 *time)
{
	struct clock_bound_params body;
	u16 generation;
	u64 now;

	do {
		/* pairs with the host's release of even */
		generation = smp_load_acquire(&page->generation);
		if (!generation)
			return false;
		clock_bound_take(page, &body);
		now = rdtsc_ordered();
	} while ((generation & 1) || smp_load_acquire(&page->generation) != generation);
	*time = clock_bound_at(now, &body);
	return true;
}

DEFINE_GUEST(clock_bound, bound_any_order, .read = snapshot,
	     .origin = "the loop of aws/clock-bound, clock-bound-shm/src/reader.rs (24bbc338), "
		       "with its clock inside",
	     .ran = "ClockBound");
