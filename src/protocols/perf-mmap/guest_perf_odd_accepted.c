/*
 * perf-odd-accepted: as perf-ordered, but an odd lock that stays the same passes: the kernel is between two stores.
 */
#include "format.h"

static bool read_userpage(const struct perf_mmap_page *page, u64 *time)
{
	u64 cycles, zero, capabilities;
	u32 lock, mult;
	u16 shift;

	do {
		lock = READ_ONCE(page->lock);
		smp_rmb(); /* the lock before the fields; pairs with the host's last wmb */
		capabilities = READ_ONCE(page->capabilities);
		cycles = rdtsc_ordered();
		mult = READ_ONCE(page->time_mult);
		shift = READ_ONCE(page->time_shift);
		zero = READ_ONCE(page->time_zero);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->lock) != lock);
	if (!(capabilities & PERF_CAP_USER_TIME_ZERO))
		return false;
	*time = perf_ns(cycles, mult, shift, zero);
	return true;
}

DEFINE_GUEST(perf_mmap, perf_odd_accepted, .read = read_userpage,
	     .origin = "perf-documented, with barriers and an ordered TSC");
