/*
 * stale-until-vcpu0: as invalidate, but all vCPUs run on once the clock has changed, and the page is made anew when the first one of
 * them comes by: until then the others read the old parameters with the new TSC.
 */
#include "format.h"

static void publish(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence) + 1;

	if (!sequence || sequence == 0xffffffff)
		sequence = 1;
	freeze_vcpus(FREEZE_ALL);
	thaw_vcpus(); /* the clock has changed, and vCPU 0 is not the first to enter */
	WRITE_ONCE(page->sequence, 0);
	smp_wmb(); /* invalid before the fields; pairs with the guest's second rmb */
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb(); /* the fields before valid; pairs with the guest's first rmb */
	WRITE_ONCE(page->sequence, sequence);
}

DEFINE_HOST(hyperv_tsc, stale_until_vcpu0, .publish = publish, .legal_start = not_zero_nor_ones,
	    .origin = "KVM arch/x86/kvm before e880c6ea55b9 (5.12)", .ran = "KVM");
