/*
 * do-hres: waits for an even sequence and asks for it again. A counter that is behind cycle_last counts as that. Without a
 * clock that user space can read it asks the kernel, which needs no recheck: it takes nothing from the page.
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
	*time = vdso_ns(cycles, last, mult, shift, sec, nsec);
	return true;
}

DEFINE_GUEST(vdso_data, do_hres, .read = do_hres,
	     .origin = "Linux lib/vdso/gettimeofday.c, with the product of 96 bits (6.10)",
	     .ran = "Linux");
