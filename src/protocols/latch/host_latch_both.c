/*
 * latch-both: a sequence lock's order for two copies: odd, both of them, even. Odd sends readers to copy 1, which is then
 * written while they take it.
 */
#include "format.h"

static void publish(struct latch_page *page, const struct latch_params *next)
{
	u32 seq = READ_ONCE(page->seq);

	WRITE_ONCE(page->seq, seq + 1);
	smp_wmb(); /* odd before the copies; pairs with the guest's rmb */
	memcpy(&page->copy[0], &next->clock, sizeof(next->clock));
	memcpy(&page->copy[1], &next->clock, sizeof(next->clock));
	smp_wmb(); /* the copies before even; pairs with the address of the guest's copy */
	WRITE_ONCE(page->seq, seq + 2);
}

DEFINE_HOST(latch, latch_both, .publish = publish, .legal_start = even,
	    .origin = "what latch-mono is not");
