/*
 * do-hres-no-recheck: waits for an even sequence, and does not look at it again.
 */
#include "format.h"

static bool do_hres(const struct vdso_data_page *page, u64 *time)
{
	u64 cycles, last, sec, nsec;
	u32 seq, mult, shift;

	while ((seq = READ_ONCE(page->seq)) & 1)
		cpu_relax();
	smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
	if (READ_ONCE(page->clock_mode) == VDSO_CLOCKMODE_NONE)
		return false;
	cycles = rdtsc_ordered() & (U64_MAX >> 1);
	last = READ_ONCE(page->cycle_last);
	mult = READ_ONCE(page->mult);
	shift = READ_ONCE(page->shift);
	sec = READ_ONCE(page->sec);
	nsec = READ_ONCE(page->nsec);
	*time = vdso_ns(cycles, last, mult, shift, sec, nsec);
	return true;
}

DEFINE_GUEST(vdso_data, do_hres_no_recheck, .read = do_hres, .origin = "do-hres without its end");
