/*
 * perf-wmb: as perf-userpage, with write barriers, for readers on other CPUs.
 */
#include "format.h"

static void publish(struct perf_mmap_page *page, const struct perf_mmap_params *next)
{
	u32 lock = READ_ONCE(page->lock);

	WRITE_ONCE(page->lock, lock + 1);
	smp_wmb(); /* odd before the fields; pairs with the guest's second rmb */
	WRITE_ONCE(page->capabilities, 0);
	WRITE_ONCE(page->time_mult, next->time_mult);
	WRITE_ONCE(page->time_shift, next->time_shift);
	WRITE_ONCE(page->capabilities, PERF_CAP_USER_TIME_ZERO);
	WRITE_ONCE(page->time_zero, next->time_zero);
	smp_wmb(); /* the fields before even; pairs with the guest's first rmb */
	WRITE_ONCE(page->lock, lock + 2);
}

DEFINE_HOST(perf_mmap, perf_wmb, .publish = publish, .legal_start = even,
	    .origin = "perf-userpage, with the barriers that it lacks");
