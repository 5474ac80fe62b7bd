/* Acknowledges a flag that no host here sets: its store to the page is one that no execution comes to. */
#include "format.h"

static bool acks(const struct pvclock_page *page, u64 *time)
{
	u32 version;
	u8 flags;

	do {
		version = READ_ONCE(page->version) & ~1u;
		smp_rmb(); /* the version before the fields; pairs with the host's last wmb */
		flags = page->flags;
		*time = page->system_time + pvclock_scale(rdtsc_ordered() - page->tsc_timestamp,
							  page->tsc_to_system_mul, page->tsc_shift);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->version) != version);
	if (flags & 2)
		((struct pvclock_page *)page)->flags &= (u8)~2;
	return true;
}

DEFINE_GUEST(pvclock, acks, .read = acks, .origin = "tests");
