/*
 * low-with-high1: low and high1 in one store of 8 bytes, and high2 behind it. Right for who reads them so, too; one that reads
 * high1 first finds the old one, the new low one, and the old high2.
 */
#include "format.h"

static void publish(struct high_low_high_page *page, const struct high_low_high_params *next)
{
	WRITE_ONCE(*(high_low_high_wide *)&page->low, (u64)next->high << 32 | next->low);
	smp_wmb(); /* low and high1 before high2 */
	WRITE_ONCE(page->high2, next->high);
}

DEFINE_HOST(high_low_high, low_with_high1, .publish = publish, .legal_start = any_sequence,
	    .origin = "what emulators do whose readers are those of 64 bits; as reported",
	    .ran = "emulators");
