/*
 * pv-fenced: as pv-ordered, with an LFENCE on either side of RDTSC, so that no CPU samples the TSC
 * after the recheck.
 */
#include "format.h"

static bool pvclock_get(const struct pvclock_page *page, u64 *time)
{
	u32 version;

	do {
		version = READ_ONCE(page->version) & ~1u;
		smp_rmb(); /* the version before the fields; pairs with the host's last wmb */
		*time = page->system_time + pvclock_scale(rdtsc_fenced() - page->tsc_timestamp,
							  page->tsc_to_system_mul, page->tsc_shift);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->version) != version);
	return true;
}

DEFINE_GUEST(pvclock, pv_fenced, .read = pvclock_get,
	     .origin = "pv-ordered, with the TSC ordered on both sides as Intel's SDM has it");
