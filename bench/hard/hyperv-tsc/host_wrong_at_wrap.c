/* wrong-at-wrap: odd-even, but the update at which the sequence wraps has no odd phase. */
#include "format.h"

static void publish(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence);

	if (sequence != 0xfffffffe)
		WRITE_ONCE(page->sequence, sequence + 1);
	smp_wmb(); /* odd before the fields; pairs with the guest's first rmb */
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb(); /* the fields before even; pairs with the guest's second rmb */
	WRITE_ONCE(page->sequence, sequence == 0xfffffffe ? 2 : sequence + 2);
}

DEFINE_HOST(hyperv_tsc, wrong_at_wrap, .publish = publish, .legal_start = even_and_not_zero,
	    .origin = "made up");
