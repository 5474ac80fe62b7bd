/* high2-no-wmb: as high2-low-high1, with volatile stores alone. x86 keeps the order of stores, other CPUs do not. */
#include "format.h"

static void publish(struct high_low_high_page *page, const struct high_low_high_params *next)
{
	WRITE_ONCE(page->high2, next->high);
	WRITE_ONCE(page->low, next->low);
	WRITE_ONCE(page->high1, next->high);
}

DEFINE_HOST(high_low_high, high2_no_wmb, .publish = publish, .legal_start = any_sequence,
	    .origin = "high2-low-high1 without its barriers");
