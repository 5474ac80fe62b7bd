/*
 * hv-deferred: a consistent scale and offset, but the TSC is read after the loop, when they may
 * be long replaced. The "faster" reader of February 2017.
 */
#include "format.h"

static bool read_tsc_page(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence;
	u64 scale;
	s64 offset;

	do {
		while ((sequence = READ_ONCE(page->sequence)) & 1)
			cpu_relax();
		if (!sequence)
			return false;
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		scale = READ_ONCE(page->scale);
		offset = READ_ONCE(page->offset);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->sequence) != sequence);
	*time = hyperv_tsc_time(rdtsc_ordered(), scale, offset);
	return true;
}

DEFINE_GUEST(hyperv_tsc, hv_deferred, .read = read_tsc_page,
	     .origin = "LKML 2017-02-09, the faster suggestion");
