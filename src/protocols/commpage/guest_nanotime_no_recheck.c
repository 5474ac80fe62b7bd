/* nanotime-no-recheck: waits for a generation that is not 0, and does not look at it again. */
#include "format.h"

static bool nanotime(const struct commpage_page *page, u64 *time)
{
	u32 scale, shift;
	u64 tsc, tsc_base, ns_base;

	while (!READ_ONCE(page->nt_generation))
		cpu_relax();
	smp_rmb(); /* the generation before the fields; pairs with the host's last wmb */
	tsc = rdtsc_fenced();
	tsc_base = READ_ONCE(page->nt_tsc_base);
	shift = READ_ONCE(page->nt_shift);
	scale = READ_ONCE(page->nt_scale);
	ns_base = READ_ONCE(page->nt_ns_base);
	*time = ns_base + commpage_scale(tsc - tsc_base, scale, shift);
	return true;
}

DEFINE_GUEST(commpage, nanotime_no_recheck, .read = nanotime,
	     .origin = "nanotime-ordered without its end");
