/*
 * hv-seed: the vread_hvclock loop of the patch of February 2017: no barriers, the plain TSC. It
 * relies on x86's order of loads, and on a host whose sequence changes before the fields do.
 */
#include "format.h"

static bool vread_hvclock(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence;
	u64 scale, tsc;
	s64 offset;

	do {
		sequence = READ_ONCE(page->sequence);
		if (!sequence)
			return false;
		scale = READ_ONCE(page->scale);
		offset = READ_ONCE(page->offset);
		tsc = rdtsc();
		*time = hyperv_tsc_time(tsc, scale, offset);
	} while (READ_ONCE(page->sequence) != sequence);
	return true;
}

DEFINE_GUEST(hyperv_tsc, hv_seed, .read = vread_hvclock,
	     .origin = "LKML 2017-02-09, [PATCH 2/2] x86/vdso: Add VCLOCK_HVCLOCK");
