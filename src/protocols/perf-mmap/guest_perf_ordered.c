/*
 * perf-ordered: takes the lock without its low bit and asks for exactly that again, so an odd one never passes.
 */
#include "format.h"

static bool read_userpage(const struct perf_mmap_page *page, u64 *time)
{
	u64 cycles, zero, capabilities;
	u32 lock, mult;
	u16 shift;

	do {
		lock = READ_ONCE(page->lock) & ~1u;
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

DEFINE_GUEST(perf_mmap, perf_ordered, .read = read_userpage,
	     .origin = "perf-documented, with what it lacks for another CPU's page");
