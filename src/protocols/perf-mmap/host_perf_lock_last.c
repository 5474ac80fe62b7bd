/*
 * perf-lock-last: the fields, and then the next even lock: while they are written the old one stands, and no reader can
 * tell.
 */
#include "format.h"

static void publish(struct perf_mmap_page *page, const struct perf_mmap_params *next)
{
	WRITE_ONCE(page->time_mult, next->time_mult);
	WRITE_ONCE(page->time_shift, next->time_shift);
	WRITE_ONCE(page->capabilities, PERF_CAP_USER_TIME_ZERO);
	WRITE_ONCE(page->time_zero, next->time_zero);
	smp_wmb(); /* the fields before the lock; pairs with the guest's first rmb */
	WRITE_ONCE(page->lock, READ_ONCE(page->lock) + 2);
}

DEFINE_HOST(perf_mmap, perf_lock_last, .publish = publish, .legal_start = even,
	    .origin = "what perf-wmb is not");
