/* wide: odd-even by a count of 64 bits that leaves out 0. Right. wide_twice adds 4, and is even throughout. */
#include "format.h"

static __always_inline void store(struct wide_page_page *page, const struct wide_page_params *next,
				  u64 step)
{
	u64 count = READ_ONCE(page->count), even = (u64)(count + 2 * step);

	WRITE_ONCE(page->count, (u64)(count + step));
	smp_wmb(); /* odd before the fields; pairs with the guest's second rmb */
	page->base = next->base;
	page->us = next->us;
	page->per_tick = next->per_tick;
	smp_wmb(); /* the fields before even; pairs with the guest's first rmb */
	WRITE_ONCE(page->count, even ? even : 2);
}

static void publish(struct wide_page_page *page, const struct wide_page_params *next)
{
	store(page, next, 1);
}

static void publish_even(struct wide_page_page *page, const struct wide_page_params *next)
{
	store(page, next, 2);
}

DEFINE_HOST(wide_page, wide, .publish = publish, .legal_start = even_and_not_zero,
	    .origin = "test");
DEFINE_HOST(wide_page, wide_twice, .publish = publish_even, .legal_start = even_and_not_zero,
	    .origin = "test");
