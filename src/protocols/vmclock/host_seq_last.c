/*
 * seq-last: the fields, and then one store of the next even count. While they are written the old count stands,
 * and no reader can tell.
 */
#include "format.h"

static void publish(struct vmclock_page *page, const struct vmclock_params *next)
{
	WRITE_ONCE(page->counter_value, next->counter_value);
	WRITE_ONCE(page->counter_period_frac_sec, next->counter_period_frac_sec);
	WRITE_ONCE(page->counter_period_shift, next->counter_period_shift);
	WRITE_ONCE(page->time_sec, next->time_sec);
	WRITE_ONCE(page->time_frac_sec, next->time_frac_sec);
	smp_wmb(); /* the fields before the count; pairs with the guest's first rmb */
	WRITE_ONCE(page->seq_count, READ_ONCE(page->seq_count) + 2);
}

DEFINE_HOST(vmclock, seq_last, .publish = publish, .legal_start = even,
	    .origin = "what seq-or-1 is not");
