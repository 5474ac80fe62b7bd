/*
 * update2-first: raises the second counter, which readers look at last, by an operation that acquires, and the first one when the time is
 * there. Acquire orders its load, so where stores may pass each other the time may be there ahead of it.
 */
#include "format.h"

static void publish(struct two_counters_page *page, const struct two_counters_params *next)
{
	u32 update = __atomic_fetch_add(&page->update2, 1, __ATOMIC_ACQUIRE) + 1;

	WRITE_ONCE(page->tv_sec, next->tv_sec);
	WRITE_ONCE(page->tv_nsec, next->tv_nsec);
	smp_store_release(&page->update1, update); /* pairs with the reader's acquire */
}

DEFINE_HOST(two_counters, update2_first, .publish = publish, .legal_start = any_sequence,
	    .origin = "SerenityOS, Kernel/Time/TimeManagement.cpp, update_time_page() (2021)",
	    .ran = "SerenityOS");
