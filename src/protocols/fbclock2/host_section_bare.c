/*
 * section-bare: the section without a sequence ahead of it, and then the next even one: no reader can tell that it is written.
 */
#include "format.h"

static void publish(struct fbclock2_page *page, const struct fbclock2_params *next)
{
	u64 seq = READ_ONCE(page->seq) + 2;

	WRITE_ONCE(page->phc_time_ns, next->phc_time_ns);
	WRITE_ONCE(page->sysclock_time_ns, next->sysclock_time_ns);
	WRITE_ONCE(page->coef_ppb, next->coef_ppb);
	smp_mb(); /* the section before the sequence; pairs with the reader's first barrier */
	WRITE_ONCE(page->seq, seq ? seq : 2);
}

DEFINE_HOST(fbclock2, section_bare, .publish = publish, .legal_start = even_and_not_zero,
	    .origin = "what section-store is not");
