/*
 * latch-no-rmb: as latch-ordered, with a recheck that nothing but the compiler holds behind the copy. x86 keeps the order
 * of loads, other CPUs do not.
 */
#include "format.h"

static bool read_latch(const struct latch_page *page, u64 *time)
{
	u32 seq;

	do {
		seq = READ_ONCE(page->seq);
		*time = latch_ns(&page->copy[seq & 1], rdtsc_ordered());
		barrier();
	} while (READ_ONCE(page->seq) != seq);
	return true;
}

DEFINE_GUEST(latch, latch_no_rmb, .read = read_latch,
	     .origin = "latch-ordered without its barrier");
