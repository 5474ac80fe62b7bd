/*
 * odd-even: the sequence is odd while the host writes, so a guest that waits for an even one and
 * finds it unchanged has read a single update. The correction proposed on LKML, 9 February 2017.
 */
#include "format.h"

static void publish(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence);

	WRITE_ONCE(page->sequence, sequence + 1);
	smp_wmb(); /* odd before the fields; pairs with the guest's second rmb */
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb(); /* the fields before even; pairs with the guest's first rmb */
	WRITE_ONCE(page->sequence, sequence == 0xfffffffe ? 2 : sequence + 2); /* 0: invalid */
}

DEFINE_HOST(hyperv_tsc, odd_even, .publish = publish, .legal_start = even_and_not_zero,
	    .origin = "S. Hemminger, LKML 2017-02-09; Linux seqlock");
