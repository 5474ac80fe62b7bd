/*
 * release-last: odd-even with a store-release for the last store. Example of docs/protocols.md;
 * right with hv-spin-even in every model but x86-manual.
 */
#include "format.h"

static void publish(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence);

	WRITE_ONCE(page->sequence, sequence + 1);
	smp_wmb(); /* odd before the fields; pairs with the guest's second rmb */
	page->scale = next->scale;
	page->offset = next->offset;
	/* the fields before even; pairs with the guest's first rmb */
	smp_store_release(&page->sequence, sequence == 0xfffffffe ? 2 : sequence + 2);
}

DEFINE_HOST(hyperv_tsc, release_last, .publish = publish, .legal_start = even_and_not_zero,
	    .origin = "example of docs/protocols.md");
