/*
 * khz-rounded: invalidate with a scale that is made of the TSC's rate in whole kHz, so that the page runs up to 500 ns in a second, and at slow
 * TSCs more, ahead of the host's clock; the next update goes back to that.
 */
#include "format.h"

#define UNITS_PER_MS 10000ull

static u64 scale_of_khz(u64 scale)
{
	u64 khz = (u64)(((u128)UNITS_PER_MS << 64) / scale);

	return (u64)(((u128)UNITS_PER_MS << 64) / khz);
}

static void publish(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence) + 1;
	u64 tsc = rdtsc_ordered(), scale = scale_of_khz(next->scale);
	u64 now = hyperv_tsc_time(tsc, next->scale, next->offset);

	if (!sequence || sequence == 0xffffffff)
		sequence = 1;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb(); /* invalid before the fields; pairs with the guest's second rmb */
	WRITE_ONCE(page->scale, scale);
	WRITE_ONCE(page->offset, (s64)(now - mul_u64_u64_shr(tsc, scale, 64)));
	smp_wmb(); /* the fields before valid; pairs with the guest's first rmb */
	WRITE_ONCE(page->sequence, sequence);
}

DEFINE_HOST(hyperv_tsc, khz_rounded, .publish = publish, .legal_start = not_zero_nor_ones,
	    .own_params = true,
	    .origin = "Xen's viridian page before 305c6b901a (2026), written as KVM writes its");
