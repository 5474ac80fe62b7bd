/*
 * do-hres-2019: as do-hres, with a product of 64 bits, which wraps when the kernel has not updated the page for long: a VM
 * that was paused, a guest without ticks.
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
		cycles = rdtsc_ordered() & (U64_MAX >> 1);
		last = READ_ONCE(page->cycle_last);
		mult = READ_ONCE(page->mult);
		shift = READ_ONCE(page->shift);
		sec = READ_ONCE(page->sec);
		nsec = READ_ONCE(page->nsec);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->seq) != seq);
	*time = sec * VDSO_SECOND + (((cycles > last ? cycles - last : 0) * mult + nsec) >> shift);
	return true;
}

DEFINE_GUEST(vdso_data, do_hres_2019, .read = do_hres,
	     .origin = "Linux lib/vdso/gettimeofday.c before 6.10 (2019)", .ran = "Linux");
