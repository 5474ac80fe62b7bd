/*
 * partly-frozen: single-store while all vCPUs but one are paused, and that one tears. Xen's
 * MSR-write path updates the page with the siblings live.
 */
#include "format.h"

static void publish(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence) + 1;

	if (!sequence)
		sequence = 1;
	freeze_vcpus(FREEZE_ALL_BUT_ONE);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb(); /* the fields before the sequence; pairs with the guest's first rmb */
	WRITE_ONCE(page->sequence, sequence);
	thaw_vcpus();
}

DEFINE_HOST(hyperv_tsc, partly_frozen, .publish = publish, .legal_start = not_zero,
	    .origin = "Xen viridian, the MSR-write path", .ran = "Xen");
