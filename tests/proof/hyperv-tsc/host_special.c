/* Hosts that do something else at one sequence, or in some updates nothing at all. */
#include "publish.h"

static void no_odd_at_28(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	update(page, next, READ_ONCE(page->sequence) != 28);
}

static void no_odd_at_1000(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	update(page, next, READ_ONCE(page->sequence) != 1000);
}

/* At 1000 the page is odd for longer than at others. */
static void slow_at_1000(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence);

	WRITE_ONCE(page->sequence, sequence + 1);
	if (sequence == 1000) {
		smp_wmb(); /* once more odd; pairs with the guest's second rmb */
		WRITE_ONCE(page->sequence, sequence + 3);
	}
	fields(page, next);
	WRITE_ONCE(page->sequence, after(sequence) + (sequence == 1000 ? 2 : 0));
}

/* In every eighth update the page stays as it was. */
static void nothing_in_8th(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	static unsigned int updates;

	if (++updates % 8)
		update(page, next, true);
}

/* An update that changes no parameter needs no store. */
static void nothing_if_same(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	if (READ_ONCE(page->scale) != next->scale || READ_ONCE(page->offset) != next->offset)
		update(page, next, true);
}

PROOF_HOST(no_odd_at_28);
PROOF_HOST(no_odd_at_1000);
PROOF_HOST(slow_at_1000);
PROOF_HOST(nothing_in_8th);
PROOF_HOST(nothing_if_same);
