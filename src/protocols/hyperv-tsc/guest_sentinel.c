/*
 * sentinel: as hv-ordered, but "fall back" is a value of the time, the largest: at that one moment the caller takes a valid page for an
 * invalid one.
 */
#include "format.h"

#define NO_TIME (~0ull)

static u64 read_tsc_page(const struct hyperv_tsc_page *page)
{
	u32 sequence;
	u64 scale, tsc;
	s64 offset;

	do {
		sequence = READ_ONCE(page->sequence);
		if (!sequence)
			return NO_TIME;
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		scale = READ_ONCE(page->scale);
		offset = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->sequence) != sequence);
	return hyperv_tsc_time(tsc, scale, offset);
}

static bool read_or_msr(const struct hyperv_tsc_page *page, u64 *time)
{
	*time = read_tsc_page(page);
	return *time != NO_TIME;
}

DEFINE_GUEST(hyperv_tsc, sentinel, .read = read_or_msr,
	     .origin = "Linux drivers/clocksource/hyperv_timer.c before 9397fa2ea3e7 (6.5)",
	     .ran = "any");
