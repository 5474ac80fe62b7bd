/*
 * A; wmb; B, and no barrier between two updates: in weak B and the next A are a block, and come in either order.
 * Without an update between two others their blocks are one, and what was too late for it no longer is.
 */
#include "publish.h"

static void sequence_then_fields(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	WRITE_ONCE(page->sequence, after(READ_ONCE(page->sequence)));
	smp_wmb(); /* the sequence before the fields; pairs with the guest's second rmb */
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
}

PROOF_HOST(sequence_then_fields);
