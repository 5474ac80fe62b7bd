/* update1-no-recheck: waits until both counters are the same, and takes the time then. */
#include "format.h"

static bool clock_gettime(const struct two_counters_page *page, u64 *results)
{
	s64 sec, nsec;

	while (READ_ONCE(page->update1) != READ_ONCE(page->update2))
		cpu_relax();
	smp_rmb(); /* the counters before the time */
	sec = READ_ONCE(page->tv_sec);
	nsec = READ_ONCE(page->tv_nsec);
	return two_counters_return(results, sec, nsec);
}

DEFINE_GUEST(two_counters, update1_no_recheck, .read = clock_gettime,
	     .origin = "update1-ordered without its end");
