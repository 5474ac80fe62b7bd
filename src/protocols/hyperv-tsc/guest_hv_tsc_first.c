/*
 * hv-tsc-first: the TSC is taken before the fields, and the fence in it is all that keeps the sequence in front of them. So the fields
 * may be of an update that began after the TSC: right if the sequence tells of it.
 */
#include "format.h"

static bool read_tsc_page(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence;
	u64 scale, tsc;
	s64 offset;

	do {
		sequence = READ_ONCE(page->sequence);
		if (!sequence)
			return false;
		tsc = rdtsc_ordered();
		scale = READ_ONCE(page->scale);
		offset = READ_ONCE(page->offset);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->sequence) != sequence);
	*time = hyperv_tsc_time(tsc, scale, offset);
	return true;
}

DEFINE_GUEST(hyperv_tsc, hv_tsc_first, .read = read_tsc_page,
	     .origin = "Xen as a guest of Hyper-V, xen/arch/x86/time.c, read_hyperv_timer()",
	     .ran = "Hyper-V");
