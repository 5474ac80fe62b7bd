/*
 * odd-fenced: as release-odd, with a barrier behind the odd generation, which no store of the body passes.
 */
#include "format.h"

static void publish(struct clock_bound_page *page, const struct clock_bound_params *next)
{
	u16 generation = smp_load_acquire(&page->generation) | 1;

	WRITE_ONCE(page->generation, generation);
	smp_wmb(); /* odd before the body; pairs with the reader's rmb */
	WRITE_ONCE(page->as_of_sec, next->as_of_sec);
	WRITE_ONCE(page->as_of_nsec, next->as_of_nsec);
	WRITE_ONCE(page->void_after_sec, next->void_after_sec);
	WRITE_ONCE(page->void_after_nsec, next->void_after_nsec);
	WRITE_ONCE(page->bound_nsec, next->bound_nsec);
	WRITE_ONCE(page->max_drift_ppb, next->max_drift_ppb);
	/* the body before even; pairs with the reader's acquire */
	smp_store_release(&page->generation, generation == 0xffff ? 2 : generation + 1);
}

DEFINE_HOST(clock_bound, odd_fenced, .publish = publish, .legal_start = even_and_not_zero,
	    .origin = "release-odd, with the barrier that it lacks");
