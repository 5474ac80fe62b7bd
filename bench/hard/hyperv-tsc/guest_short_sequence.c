/*
 * short-sequence: hv-spin-even, but only two bits of the sequence are compared: torn if exactly four
 * updates, or eight, pass between its loads of the fields.
 */
#include "format.h"

static bool read_tsc_page(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence;
	u64 scale, tsc;
	s64 offset;

	do {
		while ((sequence = READ_ONCE(page->sequence)) & 1)
			cpu_relax();
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		scale = READ_ONCE(page->scale);
		offset = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while ((READ_ONCE(page->sequence) ^ sequence) & 6);
	*time = hyperv_tsc_time(tsc, scale, offset);
	return true;
}

DEFINE_GUEST(hyperv_tsc, short_sequence, .read = read_tsc_page, .origin = "made up");
