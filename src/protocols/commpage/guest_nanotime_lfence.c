/*
 * nanotime-lfence: waits for a generation that is not 0, samples the TSC between two LFENCE, takes the fields and asks for the same generation.
 * That keeps the TSC ahead of the fields and of the recheck on any x86; there is nothing to keep these two in order elsewhere.
 */
#include "format.h"

static bool nanotime(const struct commpage_page *page, u64 *time)
{
	u32 generation, scale, shift;
	u64 tsc, tsc_base, ns_base;

	do {
		while (!(generation = READ_ONCE(page->nt_generation)))
			;
		tsc = rdtsc_fenced();
		tsc_base = READ_ONCE(page->nt_tsc_base);
		shift = READ_ONCE(page->nt_shift);
		scale = READ_ONCE(page->nt_scale);
		ns_base = READ_ONCE(page->nt_ns_base);
	} while (READ_ONCE(page->nt_generation) != generation);
	*time = ns_base + commpage_scale(tsc - tsc_base, scale, shift);
	return true;
}

DEFINE_GUEST(commpage, nanotime_lfence, .read = nanotime,
	     .origin = "xnu osfmk/i386/commpage/commpage_mach_absolute_time.s", .ran = "macOS");
