/*
 * perf-userpage: an odd lock, the fields, an even one, with the compiler's order alone between them: the kernel writes for
 * a reader on the same CPU, which x86 makes good for others as well. The scale is marked as absent while it changes.
 */
#include "format.h"

static void publish(struct perf_mmap_page *page, const struct perf_mmap_params *next)
{
	u32 lock = READ_ONCE(page->lock);

	WRITE_ONCE(page->lock, lock + 1);
	barrier();
	WRITE_ONCE(page->capabilities, 0);
	WRITE_ONCE(page->time_mult, next->time_mult);
	WRITE_ONCE(page->time_shift, next->time_shift);
	WRITE_ONCE(page->capabilities, PERF_CAP_USER_TIME_ZERO);
	WRITE_ONCE(page->time_zero, next->time_zero);
	barrier();
	WRITE_ONCE(page->lock, lock + 2);
}

DEFINE_HOST(
	perf_mmap, perf_userpage, .publish = publish, .legal_start = even,
	.origin =
		"Linux kernel/events/core.c, perf_event_update_userpage(); arch/x86/events/core.c",
	.ran = "Linux");
