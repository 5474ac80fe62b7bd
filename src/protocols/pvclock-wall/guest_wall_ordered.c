/* wall-ordered: the version, the time between two read barriers, the version again: even, and the same. */
#include "format.h"

static bool read_wall_clock(const struct pvclock_wall_page *page, u64 *results)
{
	u32 version, sec, nsec;

	do {
		version = READ_ONCE(page->version);
		smp_rmb(); /* the version before the time; pairs with the host's last wmb */
		sec = page->sec;
		nsec = page->nsec;
		smp_rmb(); /* the time before the recheck; pairs with the host's first wmb */
	} while (version & 1 || READ_ONCE(page->version) != version);
	return wall_return(results, sec, nsec);
}

DEFINE_GUEST(pvclock_wall, wall_ordered, .read = read_wall_clock,
	     .origin = "Linux arch/x86/kernel/pvclock.c, FreeBSD sys/x86/x86/pvclock.c, Solo5",
	     .ran = "any");
