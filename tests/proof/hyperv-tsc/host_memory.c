/*
 * Hosts with memory of their own: after so many updates no odd sequence any more, which no sequence of the page
 * tells; and two that are right.
 */
#include "publish.h"

static unsigned int updates;
static u32 own_sequence;

static __always_inline bool is_early(unsigned int last)
{
	return updates++ < last;
}

static void forgets_after_12(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	update(page, next, is_early(12));
}

static void forgets_after_100(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	update(page, next, is_early(100));
}

static void counts_for_itself(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	updates++;
	update(page, next, true);
}

static void keeps_sequence(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	if (!own_sequence)
		own_sequence = READ_ONCE(page->sequence);
	WRITE_ONCE(page->sequence, own_sequence + 1);
	fields(page, next);
	own_sequence = after(own_sequence);
	WRITE_ONCE(page->sequence, own_sequence);
}

PROOF_HOST(forgets_after_12);
PROOF_HOST(forgets_after_100);
PROOF_HOST(counts_for_itself);
PROOF_HOST(keeps_sequence);
