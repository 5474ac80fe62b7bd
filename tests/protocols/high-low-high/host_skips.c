/* high_skips is high2-low-high1 that does nothing unless the high word is another: what stands there is old. */
#include "format.h"

static void publish(struct high_low_high_page *page, const struct high_low_high_params *next)
{
	if (READ_ONCE(page->high1) == next->high)
		return;
	WRITE_ONCE(page->high2, next->high);
	smp_wmb(); /* high2 before low; pairs with the guest's second rmb */
	WRITE_ONCE(page->low, next->low);
	smp_wmb(); /* low before high1; pairs with the guest's first rmb */
	WRITE_ONCE(page->high1, next->high);
}

DEFINE_HOST(high_low_high, high_skips, .publish = publish, .legal_start = any_sequence,
	    .origin = "tests");
