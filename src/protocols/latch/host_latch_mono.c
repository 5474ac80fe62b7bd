/*
 * latch-mono: readers are sent to copy 1, copy 0 is written, readers are sent back, and copy 1 is written. The copy that
 * readers take is never written; but while copy 0 is, they take the old clock, beyond the moment from which the new one holds.
 */
#include "format.h"

static void publish(struct latch_page *page, const struct latch_params *next)
{
	u32 seq = READ_ONCE(page->seq);

	smp_wmb(); /* copy 1, of the update before, ahead of odd; pairs with the address of the guest's copy */
	WRITE_ONCE(page->seq, seq + 1);
	smp_wmb(); /* odd before copy 0; pairs with the guest's rmb */
	memcpy(&page->copy[0], &next->clock, sizeof(next->clock));
	smp_wmb(); /* copy 0 before even; pairs with the address of the guest's copy */
	WRITE_ONCE(page->seq, seq + 2);
	smp_wmb(); /* even before copy 1; pairs with the guest's rmb */
	memcpy(&page->copy[1], &next->clock, sizeof(next->clock));
}

DEFINE_HOST(latch, latch_mono, .publish = publish, .legal_start = even,
	    .origin = "Linux kernel/time/timekeeping.c, update_fast_timekeeper() (2015)",
	    .ran = "Linux");
