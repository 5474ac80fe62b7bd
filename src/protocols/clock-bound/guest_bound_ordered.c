/*
 * bound-ordered: the same even generation in front of the body and behind it, with a read barrier ahead of the second look.
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
		smp_rmb(); /* the body before the recheck; pairs with the host's barrier behind odd */
	} while ((generation & 1) || READ_ONCE(page->generation) != generation);
	*time = clock_bound_at(now, &body);
	return true;
}

DEFINE_GUEST(clock_bound, bound_ordered, .read = snapshot,
	     .origin = "bound-any-order, with the barrier that it lacks");
