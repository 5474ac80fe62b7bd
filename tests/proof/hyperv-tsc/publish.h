/* odd-even in pieces, for hosts that leave one of them out at times. */
#ifndef PROOF_PUBLISH_H
#define PROOF_PUBLISH_H

#include "format.h"

static __always_inline u32 after(u32 sequence)
{
	return sequence == 0xfffffffe ? 2 : sequence + 2; /* 0: invalid */
}

static __always_inline void fields(struct hyperv_tsc_page *page,
				   const struct hyperv_tsc_params *next)
{
	smp_wmb(); /* odd before the fields; pairs with the guest's second rmb */
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb(); /* the fields before even; pairs with the guest's first rmb */
}

static __always_inline void update(struct hyperv_tsc_page *page,
				   const struct hyperv_tsc_params *next, bool odd)
{
	u32 sequence = READ_ONCE(page->sequence);

	if (odd)
		WRITE_ONCE(page->sequence, sequence + 1);
	fields(page, next);
	WRITE_ONCE(page->sequence, after(sequence));
}

#define PROOF_HOST(id)                                                                             \
	DEFINE_HOST(hyperv_tsc, id, .publish = id, .legal_start = even_and_not_zero,               \
		    .origin = "tests")

#endif
