/*
 * pv-no-version: a copy of the page for a TSC that was taken before, and no look at the version. Right as long as nobody writes, as
 * when a monitor reads the page with all vCPUs stopped; QEMU ends the machine if the timestamp lies behind its TSC.
 */
#include "format.h"

static bool current_nsec(const struct pvclock_page *page, u64 *time)
{
	u64 tsc = rdtsc_ordered();
	struct pvclock_page copy;

	memcpy(&copy, page, sizeof(copy));
	*time = copy.system_time +
		pvclock_scale(tsc - copy.tsc_timestamp, copy.tsc_to_system_mul, copy.tsc_shift);
	return true;
}

DEFINE_GUEST(pvclock, pv_no_version, .read = current_nsec,
	     .origin = "QEMU hw/i386/kvm/clock.c, kvmclock_current_nsec(), without its assertion");
