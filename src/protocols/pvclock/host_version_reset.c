/*
 * version-reset: the version is -1 while the host writes, and 0 then, each time: a reader who has seen the 0 of the one before does not
 * see that there was another. Xen when an area is registered; here it is registered again and again.
 */
#include "format.h"

/* what the registration before has left */
static bool registered(u32 version)
{
	return !version;
}

static void publish(struct pvclock_page *page, const struct pvclock_params *next)
{
	WRITE_ONCE(page->version, 0xffffffff);
	smp_wmb(); /* odd before the fields; pairs with the guest's second rmb */
	WRITE_ONCE(page->tsc_timestamp, next->tsc_timestamp);
	WRITE_ONCE(page->system_time, next->system_time);
	WRITE_ONCE(page->tsc_to_system_mul, next->tsc_to_system_mul);
	WRITE_ONCE(page->tsc_shift, next->tsc_shift);
	smp_wmb(); /* the fields before even; pairs with the guest's first rmb */
	WRITE_ONCE(page->version, 0);
}

DEFINE_HOST(pvclock, version_reset, .publish = publish, .legal_start = registered,
	    .origin = "Xen xen/arch/x86, as a secondary time area by physical address is "
		      "registered",
	    .ran = "Xen");
