/*
 * odd-even by its fields, and by a copy of the whole page at once. Both are right; big_no_wmb is odd too late in
 * weak.
 */
#include "format.h"

static void publish(struct big_page_page *page, const struct big_page_params *next)
{
	u32 count = READ_ONCE(page->count);

	WRITE_ONCE(page->count, count + 1);
	smp_wmb(); /* odd before the fields; pairs with the guest's second rmb */
	page->base = next->base;
	page->us = next->us;
	page->per_tick = next->per_tick;
	smp_wmb(); /* the fields before even; pairs with the guest's first rmb */
	WRITE_ONCE(page->count, count + 2);
}

DEFINE_HOST(big_page, big_fields, .publish = publish, .legal_start = even, .origin = "tests");

static void publish_block(struct big_page_page *page, const struct big_page_params *next)
{
	struct big_page_page copy = {.base = next->base, .us = next->us};
	u32 count = READ_ONCE(page->count);

	copy.per_tick = next->per_tick;
	copy.count = count + 1;
	WRITE_ONCE(page->count, count + 1);
	smp_wmb(); /* odd before the fields; pairs with the guest's second rmb */
	*page = copy;
	smp_wmb(); /* the fields before even; pairs with the guest's first rmb */
	WRITE_ONCE(page->count, count + 2);
}

static void publish_no_wmb(struct big_page_page *page, const struct big_page_params *next)
{
	u32 count = READ_ONCE(page->count);

	WRITE_ONCE(page->count, count + 1);
	WRITE_ONCE(page->base, next->base);
	WRITE_ONCE(page->us, next->us);
	WRITE_ONCE(page->per_tick, next->per_tick);
	smp_wmb(); /* the fields before even; pairs with the guest's first rmb */
	WRITE_ONCE(page->count, count + 2);
}

DEFINE_HOST(big_page, big_block, .publish = publish_block, .legal_start = even, .origin = "tests");
DEFINE_HOST(big_page, big_no_wmb, .publish = publish_no_wmb, .legal_start = even,
	    .origin = "tests");
