/*
 * early-anchor: odd-even by a host that samples (tsc, time) itself, well before it publishes. While
 * the old clock still runs the new one is already anchored behind it, so a slow-down steps the time
 * back although no read is torn.
 */
#include "format.h"

static void publish(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence);
	u64 tsc = rdtsc_ordered();
	u64 now = hyperv_tsc_time(tsc, page->scale, page->offset);
	s64 offset = (s64)(now - mul_u64_u64_shr(tsc, next->scale, 64));

	WRITE_ONCE(page->sequence, sequence + 1);
	smp_wmb(); /* odd before the fields; pairs with the guest's second rmb */
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, offset);
	smp_wmb(); /* the fields before even; pairs with the guest's first rmb */
	WRITE_ONCE(page->sequence, sequence == 0xfffffffe ? 2 : sequence + 2);
}

DEFINE_HOST(hyperv_tsc, early_anchor, .publish = publish, .legal_start = even_and_not_zero,
	    .own_params = true, .origin = "the general form of KVM's bug of 2010 (1d5f066e0b63)");
