/* tick: odd-even for tick-page. Right. */
#include "format.h"

static void publish(struct tick_page_page *page, const struct tick_page_params *next)
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

DEFINE_HOST(tick_page, tick, .publish = publish, .legal_start = even,
	    .origin = "example of docs/protocols.md");
