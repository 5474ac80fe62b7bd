/*
 * give-up: hv-ordered with at most three tries, then the fallback. Its loop carries the number of
 * tries: an engine that takes it for memoryless never sees the last exit.
 */
#include "format.h"

static bool read_tsc_page(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence;
	u64 scale, tsc;
	s64 offset;

	for (unsigned int tries = 0; tries < 3; tries++) {
		sequence = READ_ONCE(page->sequence);
		if (!sequence)
			return false;
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		scale = READ_ONCE(page->scale);
		offset = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
		*time = hyperv_tsc_time(tsc, scale, offset);
		if (READ_ONCE(page->sequence) == sequence)
			return true;
	}
	return false;
}

DEFINE_GUEST(hyperv_tsc, give_up, .read = read_tsc_page,
	     .origin = "a test of loops that carry something over");
