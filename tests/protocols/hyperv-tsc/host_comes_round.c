/* Hosts that do the same as odd-even for a few updates, and then no more. */
#include "format.h"

static bool small_even(u32 sequence)
{
	return sequence && sequence < 16 && !(sequence & 1);
}

static void put(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next, u32 last)
{
	smp_wmb(); /* odd before the fields; pairs with the guest's first rmb */
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb(); /* the fields before even; pairs with the guest's second rmb */
	WRITE_ONCE(page->sequence, last);
}

/* The same sequence again after seven updates. */
static void four_bit_sequence(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence);

	WRITE_ONCE(page->sequence, sequence + 1);
	put(page, next, sequence == 14 ? 2 : sequence + 2);
}

/* No odd phase at one sequence, which is not one that it starts with. */
static void not_odd_at_28(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence);

	if (sequence != 28)
		WRITE_ONCE(page->sequence, sequence + 1);
	put(page, next, sequence == 0xfffffffe ? 2 : sequence + 2);
}

DEFINE_HOST(hyperv_tsc, four_bit_sequence, .publish = four_bit_sequence, .legal_start = small_even,
	    .origin = "tests");
DEFINE_HOST(hyperv_tsc, not_odd_at_28, .publish = not_odd_at_28, .legal_start = even_and_not_zero,
	    .origin = "tests");
