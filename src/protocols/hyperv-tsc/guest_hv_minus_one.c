/*
 * hv-minus-one: takes -1 for "invalid", as early specifications had it, and 0 for a sequence like any other. Else as hv-seed: plain
 * RDTSC, no barriers.
 */
#include "format.h"

#define INVALID 0xffffffffu

static bool read_hv_clock(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence;
	u64 scale, tsc;
	s64 offset;

	while ((sequence = READ_ONCE(page->sequence)) != INVALID) {
		scale = READ_ONCE(page->scale);
		offset = READ_ONCE(page->offset);
		tsc = rdtsc();
		*time = hyperv_tsc_time(tsc, scale, offset);
		if (READ_ONCE(page->sequence) == sequence)
			return true;
	}
	return false;
}

DEFINE_GUEST(hyperv_tsc, hv_minus_one, .read = read_hv_clock,
	     .origin = "Linux drivers/hv/hv.c before c35b82ef0294 (2016)", .ran = "any");
