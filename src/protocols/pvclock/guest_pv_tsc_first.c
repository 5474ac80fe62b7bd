/* pv-tsc-first: as pv-ordered, but the TSC is sampled before any field is loaded. Xen on Xen, without its clamp. */
#include "format.h"

static bool read_xen_timer(const struct pvclock_page *page, u64 *time)
{
	u32 version;
	u64 tsc;

	do {
		version = READ_ONCE(page->version) & ~1u;
		smp_rmb(); /* the version before the fields; pairs with the host's last wmb */
		tsc = rdtsc_ordered();
		barrier();
		*time = page->system_time + pvclock_scale(tsc - page->tsc_timestamp,
							  page->tsc_to_system_mul, page->tsc_shift);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->version) != version);
	return true;
}

DEFINE_GUEST(pvclock, pv_tsc_first, .read = read_xen_timer,
	     .origin = "Xen xen/arch/x86/time.c, read_xen_timer()", .ran = "Xen");
