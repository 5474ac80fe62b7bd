/*
 * Guests that load the scale in halves: in_halves before the recheck, which is right; low_late after
 * it; high_only takes the low one for 0.
 */
#include "format.h"

static __always_inline bool load(const struct hyperv_tsc_page *page, u64 *time, bool early,
				 bool late)
{
	const u32 *halves = (const u32 *)&page->scale;
	u32 sequence, low = 0, high;
	s64 offset;
	u64 tsc;

	do {
		while ((sequence = READ_ONCE(page->sequence)) & 1)
			cpu_relax();
		if (!sequence)
			return false;
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		high = READ_ONCE(halves[1]);
		if (early)
			low = READ_ONCE(halves[0]);
		offset = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->sequence) != sequence);
	smp_rmb();
	if (late)
		low = READ_ONCE(halves[0]);
	*time = hyperv_tsc_time(tsc, (u64)high << 32 | low, offset);
	return true;
}

static bool read_in_halves(const struct hyperv_tsc_page *page, u64 *time)
{
	return load(page, time, true, false);
}

static bool read_low_late(const struct hyperv_tsc_page *page, u64 *time)
{
	return load(page, time, false, true);
}

static bool read_high_only(const struct hyperv_tsc_page *page, u64 *time)
{
	return load(page, time, false, false);
}

DEFINE_GUEST(hyperv_tsc, in_halves, .read = read_in_halves);
DEFINE_GUEST(hyperv_tsc, low_late, .read = read_low_late);
DEFINE_GUEST(hyperv_tsc, high_only, .read = read_high_only);
