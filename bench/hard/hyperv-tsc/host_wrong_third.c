/* wrong-third: odd-even, but in the third update the offset is stored after the even sequence. */
#include "format.h"

static unsigned int updates;

static void publish(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence);
	bool wrong = ++updates == 3;

	WRITE_ONCE(page->sequence, sequence + 1);
	smp_wmb(); /* odd before the fields; pairs with the guest's first rmb */
	WRITE_ONCE(page->scale, next->scale);
	if (!wrong)
		WRITE_ONCE(page->offset, next->offset);
	smp_wmb(); /* the fields before even; pairs with the guest's second rmb */
	WRITE_ONCE(page->sequence, sequence == 0xfffffffe ? 2 : sequence + 2);
	if (wrong)
		WRITE_ONCE(page->offset, next->offset);
}

DEFINE_HOST(hyperv_tsc, wrong_third, .publish = publish, .legal_start = even_and_not_zero,
	    .origin = "made up");
