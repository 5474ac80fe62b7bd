/*
 * odd-release: odd-even with release stores in the place of barriers. The even one holds the fields ahead of it; the odd one lets them
 * pass, as it orders what came before it.
 */
#include "format.h"

static void publish(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence);

	smp_store_release(&page->sequence, sequence + 1);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	/* the fields before even; pairs with the guest's first rmb */
	smp_store_release(&page->sequence, sequence == 0xfffffffe ? 2 : sequence + 2);
}

DEFINE_HOST(hyperv_tsc, odd_release, .publish = publish, .legal_start = even_and_not_zero,
	    .origin = "clock-bound's and tscns' writers, as a host of this page");
