/*
 * no-wmb: odd-even without write barriers. Right on x86, where stores stay in order as long as
 * the compiler keeps them so; torn on a weakly ordered host.
 */
#include "format.h"

static void publish(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence);

	WRITE_ONCE(page->sequence, sequence + 1);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, sequence == 0xfffffffe ? 2 : sequence + 2);
}

DEFINE_HOST(hyperv_tsc, no_wmb, .publish = publish, .legal_start = even_and_not_zero,
	    .origin = "x86 code ported to a weakly ordered host");
