/*
 * high1-low-high2: the words in the order in which readers take them: both high ones are the old ones while the low one is new.
 */
#include "format.h"

static void publish(struct high_low_high_page *page, const struct high_low_high_params *next)
{
	WRITE_ONCE(page->high1, next->high);
	smp_wmb(); /* high1 before low */
	WRITE_ONCE(page->low, next->low);
	smp_wmb(); /* low before high2 */
	WRITE_ONCE(page->high2, next->high);
}

DEFINE_HOST(high_low_high, high1_low_high2, .publish = publish, .legal_start = any_sequence,
	    .origin = "ReactOS ntoskrnl/ke/time.c, InterruptTime; found by reading",
	    .ran = "ReactOS");
