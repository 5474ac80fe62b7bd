/*
 * release-odd: both generations are stored with release. That holds the body ahead of the even one, but lets it pass the odd
 * one, which orders only what came before it. 0xffff is followed by 2; a daemon that died leaves the generation odd. The daemon's
 * body is one plain copy, which a compiler may move as well; here its stores are volatile.
 */
#include "format.h"

static void publish(struct clock_bound_page *page, const struct clock_bound_params *next)
{
	u16 generation = smp_load_acquire(&page->generation) | 1;

	smp_store_release(&page->generation, generation);
	WRITE_ONCE(page->as_of_sec, next->as_of_sec);
	WRITE_ONCE(page->as_of_nsec, next->as_of_nsec);
	WRITE_ONCE(page->void_after_sec, next->void_after_sec);
	WRITE_ONCE(page->void_after_nsec, next->void_after_nsec);
	WRITE_ONCE(page->bound_nsec, next->bound_nsec);
	WRITE_ONCE(page->max_drift_ppb, next->max_drift_ppb);
	/* the body before even; pairs with the reader's acquire */
	smp_store_release(&page->generation, generation == 0xffff ? 2 : generation + 1);
}

DEFINE_HOST(clock_bound, release_odd, .publish = publish, .legal_start = even_and_not_zero,
	    .origin = "aws/clock-bound, clock-bound-shm/src/writer.rs (24bbc338)",
	    .ran = "ClockBound");
