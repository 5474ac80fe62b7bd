/*
 * invalidate-amnesia: as invalidate, but the next sequence is made of what the page has, and an update that fails leaves 0 there: the
 * one after it begins at 1 again, which a reader may have seen before. Here every other update fails, as KVM's may without a master
 * clock.
 */
#include "format.h"

static void publish(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence) + 1;

	WRITE_ONCE(page->sequence, 0);
	if (sequence != 1)
		return; /* there is no clock that the page could show */
	smp_wmb();	/* invalid before the fields; pairs with the guest's second rmb */
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb(); /* the fields before valid; pairs with the guest's first rmb */
	WRITE_ONCE(page->sequence, sequence);
}

DEFINE_HOST(hyperv_tsc, invalidate_amnesia, .publish = publish, .legal_start = any_sequence,
	    .origin = "KVM arch/x86/kvm/hyperv.c, kvm_hv_setup_tsc_page() (2016); found by reading",
	    .ran = "KVM");
