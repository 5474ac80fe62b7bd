/*
 * seq-unordered: as seq-or-1, with nothing between the count and the fields. x86 keeps the order of stores,
 * other CPUs do not.
 */
#include "format.h"

static void publish(struct vmclock_page *page, const struct vmclock_params *next)
{
	u32 count = READ_ONCE(page->seq_count) | 1;

	WRITE_ONCE(page->seq_count, count);
	WRITE_ONCE(page->counter_value, next->counter_value);
	WRITE_ONCE(page->counter_period_frac_sec, next->counter_period_frac_sec);
	WRITE_ONCE(page->counter_period_shift, next->counter_period_shift);
	WRITE_ONCE(page->time_sec, next->time_sec);
	WRITE_ONCE(page->time_frac_sec, next->time_frac_sec);
	WRITE_ONCE(page->seq_count, count + 1);
}

DEFINE_HOST(vmclock, seq_unordered, .publish = publish, .legal_start = even,
	    .origin = "seq-or-1 without its barriers");
