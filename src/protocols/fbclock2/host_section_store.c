/*
 * section-store: waits until the sequence is even, for so long, and then takes it whatever it is: odd, the section, even, with full
 * barriers; 0 is left out. Right as long as one daemon writes: of two, one gives up waiting and writes into the other's update.
 */
#include "format.h"

#define TRIES 3 /* 1000, with a sleep of a microsecond after each */

static void publish(struct fbclock2_page *page, const struct fbclock2_params *next)
{
	u64 seq = 0;

	for (int i = 0; i < TRIES && (seq = READ_ONCE(page->seq)) & 1; i++)
		cpu_relax();
	seq = (seq & ~1ull) + 1;
	WRITE_ONCE(page->seq, seq);
	smp_mb(); /* odd before the section; pairs with the reader's second barrier */
	WRITE_ONCE(page->phc_time_ns, next->phc_time_ns);
	WRITE_ONCE(page->sysclock_time_ns, next->sysclock_time_ns);
	WRITE_ONCE(page->coef_ppb, next->coef_ppb);
	smp_mb(); /* the section before even; pairs with the reader's first barrier */
	WRITE_ONCE(page->seq, seq + 1 ? seq + 1 : 2);
}

DEFINE_HOST(fbclock2, section_store, .publish = publish, .legal_start = even_and_not_zero,
	    .origin = "facebook/time, fbclock/fbclock.c (09b3e31d)", .ran = "fbclock");
