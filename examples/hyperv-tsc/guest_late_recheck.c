/*
 * late-recheck: hv-spin-even without its second read barrier. Example of docs/protocols.md: clean
 * in x86, torn in weak.
 */
#include "format.h"

static bool read_tsc_page(const struct hyperv_tsc_page *page, u64 *time)
{
	struct hyperv_tsc_page copy;
	u64 tsc;

	do {
		while ((copy.sequence = READ_ONCE(page->sequence)) & 1)
			cpu_relax();
		if (!copy.sequence)
			return false;
		smp_rmb(); /* the sequence before the fields; pairs with the host's last store */
		copy.scale = READ_ONCE(page->scale);
		copy.offset = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
	} while (READ_ONCE(page->sequence) != copy.sequence);
	*time = hyperv_tsc_time(tsc, copy.scale, copy.offset);
	return true;
}

DEFINE_GUEST(hyperv_tsc, late_recheck, .read = read_tsc_page,
	     .origin = "example of docs/protocols.md");
