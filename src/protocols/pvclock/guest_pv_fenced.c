/*
 * pv-fenced: as pv-ordered, with RDTSCP, which waits for the loads before it, and an LFENCE, for which
 * the loads behind it wait, so that no CPU samples the TSC after the recheck.
 */
#include "format.h"

static u64 rdtscp_fenced(void)
{
	u32 low, high, aux;

	__asm__ volatile("rdtscp; lfence" : "=a"(low), "=d"(high), "=c"(aux)::"memory");
	return (u64)high << 32 | low;
}

static bool pvclock_get(const struct pvclock_page *page, u64 *time)
{
	u32 version;

	do {
		version = READ_ONCE(page->version) & ~1u;
		smp_rmb(); /* the version before the fields; pairs with the host's last wmb */
		*time = page->system_time + pvclock_scale(rdtscp_fenced() - page->tsc_timestamp,
							  page->tsc_to_system_mul, page->tsc_shift);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->version) != version);
	return true;
}

DEFINE_GUEST(pvclock, pv_fenced, .read = pvclock_get,
	     .origin = "pv-ordered, with the TSC ordered on both sides as Intel's SDM has it");
