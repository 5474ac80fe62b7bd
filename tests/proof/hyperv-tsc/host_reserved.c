/* Hosts that keep something in the page's reserved field: a count, or a flag more with each update. */
#include "publish.h"

static void counts_in_reserved(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	WRITE_ONCE(page->reserved, READ_ONCE(page->reserved) + 1);
	update(page, next, true);
}

static void steered_by_reserved(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 count = READ_ONCE(page->reserved);

	WRITE_ONCE(page->reserved, count + 1);
	update(page, next, (count & 7) != 7);
}

static void ors_a_flag(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	WRITE_ONCE(page->reserved, READ_ONCE(page->reserved) | 1);
	update(page, next, true);
}

/* One more bit in each update; with all of nine there is no odd sequence any more. */
static void steered_by_flags(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 flags = READ_ONCE(page->reserved);

	WRITE_ONCE(page->reserved, flags | (flags + 1));
	update(page, next, (flags & 0x1ff) != 0x1ff);
}

PROOF_HOST(counts_in_reserved);
PROOF_HOST(steered_by_reserved);
PROOF_HOST(ors_a_flag);
PROOF_HOST(steered_by_flags);
