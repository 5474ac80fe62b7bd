/* update1-first: the counters the other way round, in the order in which readers look at them: both are old while the time changes. */
#include "format.h"

static void publish(struct two_counters_page *page, const struct two_counters_params *next)
{
	u32 update = READ_ONCE(page->update1) + 1;

	WRITE_ONCE(page->update1, update);
	smp_wmb();
	WRITE_ONCE(page->tv_sec, next->tv_sec);
	WRITE_ONCE(page->tv_nsec, next->tv_nsec);
	smp_wmb();
	WRITE_ONCE(page->update2, update);
}

DEFINE_HOST(two_counters, update1_first, .publish = publish, .legal_start = any_sequence,
	    .origin = "update2-fenced the wrong way round");
