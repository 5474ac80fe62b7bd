/*
 * section-locked: as section-store, with a lock in the place of the wait, so two daemons do no harm.
 */
#include "format.h"

static void publish(struct fbclock2_page *page, const struct fbclock2_params *next)
{
	u64 seq;

	host_lock();
	seq = READ_ONCE(page->seq);
	WRITE_ONCE(page->seq, seq + 1);
	smp_wmb(); /* odd before the section; pairs with the reader's second barrier */
	WRITE_ONCE(page->phc_time_ns, next->phc_time_ns);
	WRITE_ONCE(page->sysclock_time_ns, next->sysclock_time_ns);
	WRITE_ONCE(page->coef_ppb, next->coef_ppb);
	smp_wmb(); /* the section before even; pairs with the reader's first barrier */
	WRITE_ONCE(page->seq, seq + 2 ? seq + 2 : 2);
	host_unlock();
}

DEFINE_HOST(fbclock2, section_locked, .publish = publish, .legal_start = even_and_not_zero,
	    .origin = "section-store, with what two writers need");
