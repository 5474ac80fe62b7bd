/* wall-odd-accepted: the same version before and behind the time, odd or even, and barriers for the compiler alone. OSv's. */
#include "format.h"

static bool read_wall_clock(const struct pvclock_wall_page *page, u64 *results)
{
	u32 version, sec, nsec;

	do {
		version = READ_ONCE(page->version);
		barrier(); /* x86 keeps loads in order */
		sec = page->sec;
		nsec = page->nsec;
		barrier();
	} while (READ_ONCE(page->version) != version);
	return wall_return(results, sec, nsec);
}

DEFINE_GUEST(pvclock_wall, wall_odd_accepted, .read = read_wall_clock,
	     .origin = "OSv core/pvclock-abi.cc, wall_clock_boot()", .ran = "KVM, Xen");
