/*
 * high2-low-high1: the words from the last to the first, so that a reader who goes the other way finds both high ones the same
 * only with the low one of theirs.
 */
#include "format.h"

static void publish(struct high_low_high_page *page, const struct high_low_high_params *next)
{
	WRITE_ONCE(page->high2, next->high);
	smp_wmb(); /* high2 before low; pairs with the guest's second rmb */
	WRITE_ONCE(page->low, next->low);
	smp_wmb(); /* low before high1; pairs with the guest's first rmb */
	WRITE_ONCE(page->high1, next->high);
}

DEFINE_HOST(high_low_high, high2_low_high1, .publish = publish, .legal_start = any_sequence,
	    .origin = "Wine server/fd.c, set_user_shared_data_time() (2019); Windows, as reported",
	    .ran = "Wine, Windows");
