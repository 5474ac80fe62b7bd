/*
 * hv-fenced: as hv-ordered, with an LFENCE on either side of RDTSC, so that no CPU samples the TSC
 * after the recheck. It costs some ten ticks; what Linux has, LFENCE;RDTSC alone, may be late.
 */
#include "format.h"

static bool read_tsc_page(const struct hyperv_tsc_page *page, u64 *time)
{
	u64 scale, offset, tsc;
	u32 sequence;

	do {
		sequence = READ_ONCE(page->sequence);
		if (!sequence)
			return false;
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		scale = READ_ONCE(page->scale);
		offset = READ_ONCE(page->offset);
		tsc = rdtsc_fenced(); /* before the recheck, on every CPU */
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->sequence) != sequence);
	*time = hyperv_tsc_time(tsc, scale, offset);
	return true;
}

DEFINE_GUEST(hyperv_tsc, hv_fenced, .read = read_tsc_page,
	     .origin = "hv-ordered, with the TSC ordered on both sides as Intel's SDM has it");
