/*
 * hv-2016: as hv-seed, but "invalid" is tested only before the loop: a page that the host
 * invalidates later is accepted, 0 being equal to 0.
 */
#include "format.h"

static bool read_hv_clock(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence;
	u64 scale, tsc;
	s64 offset;

	if (!READ_ONCE(page->sequence))
		return false;
	do {
		sequence = READ_ONCE(page->sequence);
		scale = READ_ONCE(page->scale);
		offset = READ_ONCE(page->offset);
		tsc = rdtsc();
		*time = hyperv_tsc_time(tsc, scale, offset);
	} while (READ_ONCE(page->sequence) != sequence);
	return true;
}

DEFINE_GUEST(hyperv_tsc, hv_2016, .read = read_hv_clock,
	     .origin = "Linux's kernel reader before 0733379b512c (2017)", .ran = "any");
