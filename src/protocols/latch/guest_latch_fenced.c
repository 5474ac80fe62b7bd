/*
 * latch-fenced: as latch-ordered, but the recheck waits for the TSC as well, so no CPU samples it after that.
 */
#include "format.h"

static bool read_latch(const struct latch_page *page, u64 *time)
{
	u32 seq;

	do {
		seq = READ_ONCE(page->seq);
		/* the copy's address has the count in it; pairs with the host's wmb behind a copy */
		*time = latch_ns(&page->copy[seq & 1], rdtsc_fenced());
		smp_rmb(); /* the copy before the recheck; pairs with the host's wmb before a copy */
	} while (READ_ONCE(page->seq) != seq);
	return true;
}

DEFINE_GUEST(latch, latch_fenced, .read = read_latch,
	     .origin = "latch-ordered, with the TSC ordered on both sides as Intel's SDM has it");
