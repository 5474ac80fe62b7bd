/*
 * latch-ordered: takes the copy that the count says, and asks for the same count again. It never waits for the host: there is
 * always a copy that nobody writes.
 */
#include "format.h"

static bool read_latch(const struct latch_page *page, u64 *time)
{
	u32 seq;

	do {
		seq = READ_ONCE(page->seq);
		/* the copy's address has the count in it; pairs with the host's wmb behind a copy */
		*time = latch_ns(&page->copy[seq & 1], rdtsc_ordered());
		smp_rmb(); /* the copy before the recheck; pairs with the host's wmb before a copy */
	} while (READ_ONCE(page->seq) != seq);
	return true;
}

DEFINE_GUEST(latch, latch_ordered, .read = read_latch,
	     .origin = "Linux kernel/time/timekeeping.c, __ktime_get_fast_ns(), on x86",
	     .ran = "Linux");
