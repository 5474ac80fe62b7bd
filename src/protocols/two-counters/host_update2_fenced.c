/* update2-fenced: the second counter, the time, the first counter, with a write barrier between each two. */
#include "format.h"

static void publish(struct two_counters_page *page, const struct two_counters_params *next)
{
	u32 update = READ_ONCE(page->update2) + 1;

	WRITE_ONCE(page->update2, update);
	smp_wmb(); /* the second counter before the time; pairs with the reader's second rmb */
	WRITE_ONCE(page->tv_sec, next->tv_sec);
	WRITE_ONCE(page->tv_nsec, next->tv_nsec);
	smp_wmb(); /* the time before the first counter; pairs with the reader's first rmb */
	WRITE_ONCE(page->update1, update);
}

DEFINE_HOST(two_counters, update2_fenced, .publish = publish, .legal_start = any_sequence,
	    .origin = "update2-first with the barrier that it lacks");
