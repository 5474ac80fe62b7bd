/*
 * pv-shadow: copies the fields until the version is even and the same, samples the plain TSC, and compares the version of the copy with
 * the page's once more. The fields are always of one update; the TSC need not be.
 */
#include "format.h"

static bool clocksource_read(const struct pvclock_page *page, u64 *time)
{
	u64 timestamp, system_time;
	u32 version, again, mul;
	s8 shift;

	do {
		do {
			version = READ_ONCE(page->version);
			smp_rmb(); /* the version before the fields; pairs with the host's last wmb */
			timestamp = page->tsc_timestamp;
			system_time = page->system_time;
			mul = page->tsc_to_system_mul;
			shift = page->tsc_shift;
			smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
			again = READ_ONCE(page->version);
		} while (again & 1 || again != version);
		*time = system_time + pvclock_scale(rdtsc() - timestamp, mul, shift);
		barrier();
	} while (READ_ONCE(page->version) != version);
	return true;
}

DEFINE_GUEST(pvclock, pv_shadow, .read = clocksource_read,
	     .origin = "Linux arch/x86/kernel/pvclock.c, 2008", .ran = "KVM, Xen");
