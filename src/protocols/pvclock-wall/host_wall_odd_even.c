/* wall-odd-even: an odd version, the time, an even version, with a write barrier between each two. Xen. */
#include "format.h"

static void publish(struct pvclock_wall_page *page, const struct pvclock_wall_params *next)
{
	u32 version = (READ_ONCE(page->version) + 1) | 1;

	WRITE_ONCE(page->version, version);
	smp_wmb(); /* odd before the time; pairs with the guest's second rmb */
	WRITE_ONCE(page->sec, next->sec);
	WRITE_ONCE(page->nsec, next->nsec);
	smp_wmb(); /* the time before even; pairs with the guest's first rmb */
	WRITE_ONCE(page->version, version + 1);
}

DEFINE_HOST(pvclock_wall, wall_odd_even, .publish = publish, .legal_start = even,
	    .origin = "Xen xen/common/time.c, update_domain_wallclock_time()", .ran = "Xen");
