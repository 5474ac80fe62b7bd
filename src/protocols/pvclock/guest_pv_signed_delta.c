/*
 * pv-signed-delta: a TSC below the page's timestamp counts as no time passed instead of as centuries. A full barrier on either side
 * of the fields keeps the TSC before the recheck. What OpenBSD's clamp makes of the result without PVCLOCK_TSC_STABLE_BIT is left
 * out.
 */
#include "format.h"

static bool pvclock_get(const struct pvclock_page *page, u64 *time)
{
	u64 timestamp, system_time, tsc;
	u32 version, mul;
	s8 shift;

	do {
		version = page->version & ~1u;
		smp_mb(); /* the version before the fields; pairs with the host's last wmb */
		system_time = page->system_time;
		timestamp = page->tsc_timestamp;
		mul = page->tsc_to_system_mul;
		shift = page->tsc_shift;
		tsc = rdtsc_ordered();
		smp_mb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (page->version != version);
	*time = system_time + pvclock_scale(tsc > timestamp ? tsc - timestamp : 0, mul, shift);
	return true;
}

DEFINE_GUEST(pvclock, pv_signed_delta, .read = pvclock_get,
	     .origin = "OpenBSD sys/dev/pv/pvclock.c, pvclock_get() (2025)", .ran = "KVM, a vmm");
