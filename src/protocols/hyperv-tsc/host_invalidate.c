/*
 * invalidate: the sequence is 0, "use the MSR", while the host writes, and then a new one. KVM's
 * Hyper-V TSC page.
 */
#include "format.h"

static void publish(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence) + 1;

	if (!sequence || sequence == 0xffffffff)
		sequence = 1;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb(); /* invalid before the fields; pairs with the guest's second rmb */
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb(); /* the fields before valid; pairs with the guest's first rmb */
	WRITE_ONCE(page->sequence, sequence);
}

DEFINE_HOST(hyperv_tsc, invalidate, .publish = publish, .legal_start = not_zero_nor_ones,
	    .origin = "KVM arch/x86/kvm/hyperv.c, since 2017", .ran = "KVM");
