/*
 * rmb-before-tsc: mb-around-tsc with a fence for loads before the TSC, for which no RDTSC waits, and no CNTVCT:
 * that may be sampled before the fields.
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
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		scale = READ_ONCE(page->scale);
		offset = READ_ONCE(page->offset);
		smp_rmb(); /* for loads */
		tsc = rdtsc();
		smp_mb(); /* the fields and the TSC before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->sequence) != sequence);
	*time = hyperv_tsc_time(tsc, scale, offset);
	return true;
}

DEFINE_GUEST(hyperv_tsc, rmb_before_tsc, .read = read_tsc_page,
	     .origin = "a test of what a fence for loads orders");
