/*
 * do-hres-fenced: as do-hres, but the recheck waits for the TSC as well, so no CPU samples it after that.
 */
#include "format.h"

static bool do_hres(const struct vdso_data_page *page, u64 *time)
{
	u64 cycles, last, sec, nsec;
	u32 seq, mult, shift;

	do {
		while ((seq = READ_ONCE(page->seq)) & 1)
			cpu_relax();
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		if (READ_ONCE(page->clock_mode) == VDSO_CLOCKMODE_NONE)
			return false;
		cycles = rdtsc_fenced() & (U64_MAX >> 1);
		last = READ_ONCE(page->cycle_last);
		mult = READ_ONCE(page->mult);
		shift = READ_ONCE(page->shift);
		sec = READ_ONCE(page->sec);
		nsec = READ_ONCE(page->nsec);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->seq) != seq);
	*time = vdso_ns(cycles, last, mult, shift, sec, nsec);
	return true;
}

DEFINE_GUEST(vdso_data, do_hres_fenced, .read = do_hres,
	     .origin = "do-hres, with the TSC ordered on both sides as Intel's SDM has it");
