/*
 * bound-fenced: as bound-ordered, but the recheck waits for the TSC as well, so no CPU samples it after that.
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
		now = rdtsc_fenced();
		smp_rmb(); /* the body before the recheck; pairs with the host's barrier behind odd */
	} while ((generation & 1) || READ_ONCE(page->generation) != generation);
	*time = clock_bound_at(now, &body);
	return true;
}

DEFINE_GUEST(clock_bound, bound_fenced, .read = snapshot,
	     .origin = "bound-ordered, with the TSC ordered on both sides as Intel's SDM has it");
