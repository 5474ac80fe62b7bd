/*
 * pv-truncate: pv-ordered, but the product of delta and multiplier is kept in 64 bits, so the time
 * wraps when a page is not refreshed for some seconds. illumos' xpv.
 */
#include "format.h"

static bool xpv_read(const struct pvclock_page *page, u64 *time)
{
	u32 version;
	u64 delta;

	do {
		version = READ_ONCE(page->version) & ~1u;
		smp_rmb(); /* the version before the fields; pairs with the host's last wmb */
		delta = rdtsc_ordered() - page->tsc_timestamp;
		if (page->tsc_shift < 0)
			delta >>= -page->tsc_shift;
		else
			delta <<= page->tsc_shift;
		*time = page->system_time + ((delta * page->tsc_to_system_mul) >> 32);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->version) != version);
	return true;
}

DEFINE_GUEST(pvclock, pv_truncate, .read = xpv_read, .origin = "illumos xpv", .ran = "Xen");
