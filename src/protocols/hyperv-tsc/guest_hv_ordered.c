/*
 * hv-ordered: "invalid" is tested in the loop, the fields and an ordered TSC stand between two
 * read barriers. It takes an odd sequence that stays the same for a valid one.
 */
#include "format.h"

static bool read_tsc_page(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence;
	u64 scale, tsc;
	s64 offset;

	do {
		sequence = READ_ONCE(page->sequence);
		if (!sequence)
			return false;
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		scale = READ_ONCE(page->scale);
		offset = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->sequence) != sequence);
	*time = hyperv_tsc_time(tsc, scale, offset);
	return true;
}

DEFINE_GUEST(hyperv_tsc, hv_ordered, .read = read_tsc_page,
	     .origin = "Linux since 0733379b512c (2017)", .ran = "any");
