/* latch-no-recheck: takes the copy that the count says, which the host may be writing by then, and does not ask again. */
#include "format.h"

static bool read_latch(const struct latch_page *page, u64 *time)
{
	u32 seq = READ_ONCE(page->seq);

	*time = latch_ns(&page->copy[seq & 1], rdtsc_ordered());
	return true;
}

DEFINE_GUEST(latch, latch_no_recheck, .read = read_latch,
	     .origin = "latch-ordered without its end");
