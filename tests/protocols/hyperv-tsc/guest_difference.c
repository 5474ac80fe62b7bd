/*
 * by-difference: right, but it subtracts one sequence from the other, of which nothing can be said for all
 * values at once.
 */
#include "format.h"

static bool difference_read(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 before, after;

	do {
		before = READ_ONCE(page->sequence);
		smp_rmb();
		*time = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(page->scale),
					READ_ONCE(page->offset));
		smp_rmb();
		after = READ_ONCE(page->sequence);
	} while (before & 1 || (after - before) * 3);
	return before != 0;
}

DEFINE_GUEST(hyperv_tsc, by_difference, .read = difference_read, .origin = "tests");
