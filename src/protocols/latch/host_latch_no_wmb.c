/*
 * latch-no-wmb: as latch-mono, with nothing but the compiler's order between the count and the copies. x86 keeps the order of
 * stores, other CPUs do not.
 */
#include "format.h"

static void publish(struct latch_page *page, const struct latch_params *next)
{
	u32 seq = READ_ONCE(page->seq);

	WRITE_ONCE(page->seq, seq + 1);
	barrier();
	memcpy(&page->copy[0], &next->clock, sizeof(next->clock));
	barrier();
	WRITE_ONCE(page->seq, seq + 2);
	barrier();
	memcpy(&page->copy[1], &next->clock, sizeof(next->clock));
}

DEFINE_HOST(latch, latch_no_wmb, .publish = publish, .legal_start = even,
	    .origin = "latch-mono without its barriers");
