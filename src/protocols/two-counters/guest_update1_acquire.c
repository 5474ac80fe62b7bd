/*
 * update1-acquire: the first counter, the time, and the second counter, which is to be the same; both by loads that acquire. The second
 * one orders what comes after it: the time may be loaded behind it where loads may pass each other. Its loads are plain in
 * SerenityOS, and volatile here.
 */
#include "format.h"

static bool clock_gettime(const struct two_counters_page *page, u64 *results)
{
	s64 sec, nsec;
	u32 update;

	do {
		update = smp_load_acquire(&page->update1); /* pairs with the host's release */
		sec = READ_ONCE(page->tv_sec);
		nsec = READ_ONCE(page->tv_nsec);
	} while (update != smp_load_acquire(&page->update2));
	return two_counters_return(results, sec, nsec);
}

DEFINE_GUEST(two_counters, update1_acquire, .read = clock_gettime,
	     .origin = "SerenityOS, Userland/Libraries/LibC/time.cpp, clock_gettime() (2021)",
	     .ran = "SerenityOS");
