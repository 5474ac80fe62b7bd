/*
 * pv-ordered: takes the version without its low bit and asks for exactly that again at the end,
 * so an odd one never passes. Linux's vread_pvclock.
 */
#include "format.h"

static bool vread_pvclock(const struct pvclock_page *page, u64 *time)
{
	u32 version;

	do {
		version = READ_ONCE(page->version) & ~1u;
		smp_rmb(); /* the version before the fields; pairs with the host's last wmb */
		*time = page->system_time + pvclock_scale(rdtsc_ordered() - page->tsc_timestamp,
							  page->tsc_to_system_mul, page->tsc_shift);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->version) != version);
	return true;
}

DEFINE_GUEST(pvclock, pv_ordered, .read = vread_pvclock,
	     .origin = "Linux lib/vdso and arch/x86/include/asm/pvclock.h", .ran = "any");
