/* pv-odd-accepted: the same version before and behind the fields, odd or even, with barriers for the compiler alone. OSv's first, with an ordered TSC. */
#include "format.h"

static bool system_time(const struct pvclock_page *page, u64 *time)
{
	u32 version;

	do {
		version = READ_ONCE(page->version);
		barrier(); /* x86 keeps loads in order */
		*time = page->system_time + pvclock_scale(rdtsc_ordered() - page->tsc_timestamp,
							  page->tsc_to_system_mul, page->tsc_shift);
		barrier();
	} while (READ_ONCE(page->version) != version);
	return true;
}

DEFINE_GUEST(pvclock, pv_odd_accepted, .read = system_time,
	     .origin = "OSv core/pvclock-abi.cc before fd367835, whose TSC was plain",
	     .ran = "KVM, Xen");
