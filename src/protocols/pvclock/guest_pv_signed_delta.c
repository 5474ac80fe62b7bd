/*
 * pv-signed-delta: as pv-ordered, but a TSC below the page's timestamp counts as no time passed
 * instead of as centuries. OpenBSD's pvclock.
 */
#include "format.h"

static bool pvclock_get(const struct pvclock_page *page, u64 *time)
{
	u32 version;
	s64 delta;

	do {
		version = READ_ONCE(page->version) & ~1u;
		smp_rmb(); /* the version before the fields; pairs with the host's last wmb */
		delta = (s64)(rdtsc_ordered() - page->tsc_timestamp);
		if (delta < 0)
			delta = 0;
		*time = page->system_time +
			pvclock_scale((u64)delta, page->tsc_to_system_mul, page->tsc_shift);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->version) != version);
	return true;
}

DEFINE_GUEST(pvclock, pv_signed_delta, .read = pvclock_get,
	     .origin = "OpenBSD sys/dev/pv/pvclock.c 1.15", .ran = "any");
