/* wall-no-recheck: waits for an even version, and does not look at it again. OpenBSD's, which asks for the page itself just before. */
#include "format.h"

static bool read_wall_clock(const struct pvclock_wall_page *page, u64 *results)
{
	u32 sec, nsec;

	while (READ_ONCE(page->version) & 1)
		smp_mb();
	sec = page->sec;
	nsec = page->nsec;
	return wall_return(results, sec, nsec);
}

DEFINE_GUEST(pvclock_wall, wall_no_recheck, .read = read_wall_clock,
	     .origin = "OpenBSD sys/dev/pv/pvclock.c 1.15 (2025), pvclock_tick(): a sensor",
	     .ran = "KVM, a vmm");
