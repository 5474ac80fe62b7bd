/*
 * perf-fenced: as perf-ordered, but the recheck waits for the TSC as well, so no CPU samples it after that.
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
		cycles = rdtsc_fenced();
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

DEFINE_GUEST(perf_mmap, perf_fenced, .read = read_userpage,
	     .origin = "perf-ordered, with the TSC ordered on both sides as Intel's SDM has it");
