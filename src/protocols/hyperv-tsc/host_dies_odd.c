/*
 * dies-odd: odd-even by a host that is gone between two stores: the sequence stays odd for ever,
 * and a guest that waits for an even one waits for ever.
 */
#include "format.h"

static void publish(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence);

	WRITE_ONCE(page->sequence, sequence + 1);
	smp_wmb(); /* odd before the fields; pairs with the guest's second rmb */
	WRITE_ONCE(page->scale, next->scale);
	host_dies();
}

DEFINE_HOST(hyperv_tsc, dies_odd, .publish = publish, .legal_start = even_and_not_zero,
	    .origin = "any host that is killed or preempted for good in mid-update");
