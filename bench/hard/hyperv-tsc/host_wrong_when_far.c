/* wrong-when-far: odd-even, but an offset that moves by more than 2^40 is stored too late. */
#include "format.h"

static void publish(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence);
	s64 moved = next->offset - READ_ONCE(page->offset);
	bool far = moved > (s64)1 << 40;

	WRITE_ONCE(page->sequence, sequence + 1);
	smp_wmb(); /* odd before the fields; pairs with the guest's first rmb */
	WRITE_ONCE(page->scale, next->scale);
	if (!far)
		WRITE_ONCE(page->offset, next->offset);
	smp_wmb(); /* the fields before even; pairs with the guest's second rmb */
	WRITE_ONCE(page->sequence, sequence == 0xfffffffe ? 2 : sequence + 2);
	if (far)
		WRITE_ONCE(page->offset, next->offset);
}

DEFINE_HOST(hyperv_tsc, wrong_when_far, .publish = publish, .legal_start = even_and_not_zero,
	    .origin = "made up");
