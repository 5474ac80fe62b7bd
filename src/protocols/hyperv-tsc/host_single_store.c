/*
 * single-store: the fields, then the sequence, once, at the end. A reader between the stores gets
 * half of each update under an unchanged sequence. The flawed host of the LKML thread of
 * 9 February 2017; Xen's viridian page has the same shape.
 */
#include "format.h"

static void publish(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence) + 1;

	if (!sequence)
		sequence = 1;
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb(); /* the fields before the sequence; pairs with the guest's first rmb */
	WRITE_ONCE(page->sequence, sequence);
}

DEFINE_HOST(hyperv_tsc, single_store, .publish = publish, .legal_start = not_zero,
	    .origin = "LKML 2017-02-09, the flawed host; Xen viridian");
