/*
 * Hosts that keep something in the page's reserved field: a count, or a flag more with each update. The update
 * begins with its first store: where the count is that one, the new clock is due while the sequence is still even.
 */
#include "publish.h"

static __always_inline void put(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next,
				bool odd, u32 reserved)
{
	u32 sequence = READ_ONCE(page->sequence);

	if (odd)
		WRITE_ONCE(page->sequence, sequence + 1);
	smp_wmb(); /* odd before the rest; pairs with the guest's second rmb */
	WRITE_ONCE(page->reserved, reserved);
	fields(page, next);
	WRITE_ONCE(page->sequence, after(sequence));
}

static void counts_in_reserved(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	put(page, next, true, READ_ONCE(page->reserved) + 1);
}

static void counts_first(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	WRITE_ONCE(page->reserved, READ_ONCE(page->reserved) + 1);
	update(page, next, true);
}

static void steered_by_reserved(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 count = READ_ONCE(page->reserved);

	put(page, next, (count & 7) != 7, count + 1);
}

static void ors_a_flag(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	put(page, next, true, READ_ONCE(page->reserved) | 1);
}

/* One more bit in each update; with all of nine there is no odd sequence any more. */
static void steered_by_flags(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 flags = READ_ONCE(page->reserved);

	put(page, next, (flags & 0x1ff) != 0x1ff, flags | (flags + 1));
}

PROOF_HOST(counts_in_reserved);
PROOF_HOST(counts_first);
PROOF_HOST(steered_by_reserved);
PROOF_HOST(ors_a_flag);
PROOF_HOST(steered_by_flags);
