/*
 * latch-sched: copy 1 is written, readers are sent to it, copy 0 is written, and they are sent back. As latch-mono, begun at
 * the other end.
 */
#include "format.h"

static void publish(struct latch_page *page, const struct latch_params *next)
{
	u32 seq = READ_ONCE(page->seq);

	smp_wmb(); /* even, of the update before, ahead of copy 1; pairs with the guest's rmb */
	memcpy(&page->copy[1], &next->clock, sizeof(next->clock));
	smp_wmb(); /* copy 1 before odd; pairs with the address of the guest's copy */
	WRITE_ONCE(page->seq, seq + 1);
	smp_wmb(); /* odd before copy 0; pairs with the guest's rmb */
	memcpy(&page->copy[0], &next->clock, sizeof(next->clock));
	smp_wmb(); /* copy 0 before even; pairs with the address of the guest's copy */
	WRITE_ONCE(page->seq, seq + 2);
}

DEFINE_HOST(latch, latch_sched, .publish = publish, .legal_start = even,
	    .origin = "Linux kernel/time/sched_clock.c, update_clock_read_data() (2015)",
	    .ran = "Linux");
