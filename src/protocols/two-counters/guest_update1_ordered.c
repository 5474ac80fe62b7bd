/* update1-ordered: the first counter, the time, the second counter, with a read barrier between each two. */
#include "format.h"

static bool clock_gettime(const struct two_counters_page *page, u64 *results)
{
	s64 sec, nsec;
	u32 update;

	do {
		update = READ_ONCE(page->update1);
		smp_rmb(); /* the first counter before the time; pairs with the host's second wmb */
		sec = READ_ONCE(page->tv_sec);
		nsec = READ_ONCE(page->tv_nsec);
		smp_rmb(); /* the time before the second counter; pairs with the host's first wmb */
	} while (update != READ_ONCE(page->update2));
	return two_counters_return(results, sec, nsec);
}

DEFINE_GUEST(two_counters, update1_ordered, .read = clock_gettime,
	     .origin = "update1-acquire with the barrier that it lacks");
