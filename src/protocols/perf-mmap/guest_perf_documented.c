/*
 * perf-documented: the loop of the header's comment and of libperf: the same lock twice is enough, be it odd, with compiler
 * barriers and a plain TSC.
 */
#include "format.h"

static bool read_userpage(const struct perf_mmap_page *page, u64 *time)
{
	u64 cycles, zero, capabilities;
	u32 lock, mult;
	u16 shift;

	do {
		lock = READ_ONCE(page->lock);
		barrier();
		capabilities = READ_ONCE(page->capabilities);
		cycles = rdtsc();
		mult = READ_ONCE(page->time_mult);
		shift = READ_ONCE(page->time_shift);
		zero = READ_ONCE(page->time_zero);
		barrier();
	} while (READ_ONCE(page->lock) != lock);
	if (!(capabilities & PERF_CAP_USER_TIME_ZERO))
		return false;
	*time = perf_ns(cycles, mult, shift, zero);
	return true;
}

DEFINE_GUEST(perf_mmap, perf_documented, .read = read_userpage,
	     .origin = "Linux include/uapi/linux/perf_event.h; tools/lib/perf/mmap.c (2021)",
	     .ran = "Linux");
