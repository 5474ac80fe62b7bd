/*
 * flag_base has no base while it writes, which nobody waits for in vain, and says that there is a time once there is.
 * Right. flag_toggles takes the flag back meanwhile, which a reader may miss, and flag_lost leaves it so.
 */
#include "format.h"

static void by_base(struct flag_page_page *page, const struct flag_page_params *next)
{
	WRITE_ONCE(page->base, 0);
	smp_wmb(); /* no base before the fields; pairs with the guest's last rmb */
	WRITE_ONCE(page->us, next->us);
	WRITE_ONCE(page->per_tick, next->per_tick);
	smp_wmb(); /* the fields before the base; pairs with the guest's second rmb */
	WRITE_ONCE(page->base, next->base);
	smp_wmb(); /* the base before the flag; pairs with the guest's first rmb */
	WRITE_ONCE(page->ready, 1);
}

static __always_inline void store_unready(struct flag_page_page *page,
					  const struct flag_page_params *next)
{
	WRITE_ONCE(page->ready, 0);
	smp_wmb(); /* no flag before the fields */
	WRITE_ONCE(page->base, next->base);
	WRITE_ONCE(page->us, next->us);
	WRITE_ONCE(page->per_tick, next->per_tick);
	smp_wmb(); /* the fields before the flag */
}

static void toggles(struct flag_page_page *page, const struct flag_page_params *next)
{
	store_unready(page, next);
	WRITE_ONCE(page->ready, 1);
}

static void lost(struct flag_page_page *page, const struct flag_page_params *next)
{
	store_unready(page, next);
}

#define HOST(id, function)                                                                         \
	DEFINE_HOST(flag_page, id, .publish = function, .legal_start = any_sequence,               \
		    .origin = "tests")

HOST(flag_base, by_base);
HOST(flag_toggles, toggles);
HOST(flag_lost, lost);
