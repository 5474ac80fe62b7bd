/* nanotime-ordered: nanotime-lfence with read barriers, for CPUs that may reorder loads. */
#include "format.h"

static bool nanotime(const struct commpage_page *page, u64 *time)
{
	u32 generation, scale, shift;
	u64 tsc, tsc_base, ns_base;

	do {
		while (!(generation = READ_ONCE(page->nt_generation)))
			;
		smp_rmb(); /* the generation before the fields; pairs with the host's last wmb */
		tsc = rdtsc_fenced();
		tsc_base = READ_ONCE(page->nt_tsc_base);
		shift = READ_ONCE(page->nt_shift);
		scale = READ_ONCE(page->nt_scale);
		ns_base = READ_ONCE(page->nt_ns_base);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->nt_generation) != generation);
	*time = ns_base + commpage_scale(tsc - tsc_base, scale, shift);
	return true;
}

DEFINE_GUEST(commpage, nanotime_ordered, .read = nanotime,
	     .origin = "nanotime-lfence for other CPUs than x86");
