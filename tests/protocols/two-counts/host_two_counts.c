/* two_counts stores the last count first. Right. two_counts_back has them the wrong way round. */
#include "format.h"

static __always_inline void store(struct two_counts_page *page,
				  const struct two_counts_params *next)
{
	page->base = next->base;
	page->us = next->us;
	page->per_tick = next->per_tick;
}

static void publish(struct two_counts_page *page, const struct two_counts_params *next)
{
	u32 count = READ_ONCE(page->first) + 1;

	WRITE_ONCE(page->last, count);
	smp_wmb(); /* the last count before the fields; pairs with the guest's second rmb */
	store(page, next);
	smp_wmb(); /* the fields before the first count; pairs with the guest's first rmb */
	WRITE_ONCE(page->first, count);
}

static void publish_back(struct two_counts_page *page, const struct two_counts_params *next)
{
	u32 count = READ_ONCE(page->first) + 1;

	WRITE_ONCE(page->first, count);
	smp_wmb(); /* the first count before the fields; pairs with the guest's first rmb */
	store(page, next);
	smp_wmb(); /* the fields before the last count; pairs with the guest's second rmb */
	WRITE_ONCE(page->last, count);
}

DEFINE_HOST(two_counts, two_counts, .publish = publish, .legal_start = any_sequence,
	    .origin = "tests");
DEFINE_HOST(two_counts, two_counts_back, .publish = publish_back, .legal_start = any_sequence,
	    .origin = "tests");
