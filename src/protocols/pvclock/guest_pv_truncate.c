/*
 * pv-truncate: the product of delta and multiplier is kept in 64 bits, so the time wraps when a page is not refreshed for some
 * seconds. The TSC is a plain RDTSC, with an LFENCE on either side of it and of the fields. What illumos' clamp makes of the result,
 * the last one plus one, is left out.
 */
#include "format.h"

#define membar_consumer() __builtin_ia32_lfence()

static bool xpv_read(const struct pvclock_page *page, u64 *time)
{
	u64 timestamp, system_time, delta;
	u32 version, mul;
	s8 shift;

	do {
		version = READ_ONCE(page->version);
		membar_consumer(); /* the version before the fields; pairs with the host's last wmb */
		timestamp = READ_ONCE(page->tsc_timestamp);
		system_time = READ_ONCE(page->system_time);
		mul = READ_ONCE(page->tsc_to_system_mul);
		shift = READ_ONCE(page->tsc_shift);
		delta = rdtsc() - timestamp;
		membar_consumer(); /* the fields and the TSC before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->version) & 1 || READ_ONCE(page->version) != version);
	delta = shift < 0 ? delta >> -shift : delta << shift;
	*time = system_time + ((delta * mul) >> 32);
	return true;
}

DEFINE_GUEST(pvclock, pv_truncate, .read = xpv_read,
	     .origin = "illumos usr/src/uts/i86xpv/os/xpv_timestamp.c (2008)", .ran = "Xen");
