/*
 * generation-last: the body, and then the next even generation: while it is written the old one stands, and no reader can tell.
 */
#include "format.h"

static void publish(struct clock_bound_page *page, const struct clock_bound_params *next)
{
	u16 generation = READ_ONCE(page->generation);

	WRITE_ONCE(page->as_of_sec, next->as_of_sec);
	WRITE_ONCE(page->as_of_nsec, next->as_of_nsec);
	WRITE_ONCE(page->void_after_sec, next->void_after_sec);
	WRITE_ONCE(page->void_after_nsec, next->void_after_nsec);
	WRITE_ONCE(page->bound_nsec, next->bound_nsec);
	WRITE_ONCE(page->max_drift_ppb, next->max_drift_ppb);
	/* the body before the generation; pairs with the reader's acquire */
	smp_store_release(&page->generation, generation == 0xfffe ? 2 : generation + 2);
}

DEFINE_HOST(clock_bound, generation_last, .publish = publish, .legal_start = even_and_not_zero,
	    .origin = "what release-odd is not");
