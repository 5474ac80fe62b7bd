/* Hosts that store a field not in each update, not as it is, or by way of what the page had. */
#include "publish.h"

enum scale { WHOLE, HALF, HALF_FIRST, NOT };

static __always_inline void put(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next,
				enum scale how, s64 offset)
{
	u32 sequence = READ_ONCE(page->sequence);

	WRITE_ONCE(page->sequence, sequence + 1);
	smp_wmb(); /* odd before the fields; pairs with the guest's second rmb */
	if (how == HALF || how == HALF_FIRST)
		WRITE_ONCE(page->scale, next->scale & ~0xffffffffull);
	if (how == WHOLE || how == HALF_FIRST)
		WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, offset);
	smp_wmb(); /* the fields before even; pairs with the guest's first rmb */
	WRITE_ONCE(page->sequence, after(sequence));
}

/* The scale stays as it was in every eighth update. */
static void scale_not_in_8th(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	put(page, next, (READ_ONCE(page->sequence) & 0xe) == 0xe ? NOT : WHOLE, next->offset);
}

/* It stays as it was but in every eighth. */
static void scale_in_8th(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	put(page, next, (READ_ONCE(page->sequence) & 0xe) == 0xe ? WHOLE : NOT, next->offset);
}

/* Left out where the page has it already. */
static void scale_if_new(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	put(page, next, READ_ONCE(page->scale) == next->scale ? NOT : WHOLE, next->offset);
}

static void low_half_0(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	put(page, next, HALF, next->offset);
}

static void low_half_0_first(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	put(page, next, HALF_FIRST, next->offset);
}

/*
 * The old offset, and what has to be added to it; in every sixteenth update nothing is. Two loads of it, so that no
 * compiler makes the new one of that.
 */
static __always_inline void rebase(struct hyperv_tsc_page *page,
				   const struct hyperv_tsc_params *next, bool moves)
{
	u64 old = (u64)READ_ONCE(page->offset);
	u64 more = moves ? (u64)next->offset - (u64)READ_ONCE(page->offset) : 0;

	put(page, next, WHOLE, (s64)(old + more));
}

static void rebases(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	rebase(page, next, true);
}

static void rebases_not_in_16th(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	rebase(page, next, (READ_ONCE(page->sequence) & 0x1e) != 0x1e);
}

PROOF_HOST(scale_not_in_8th);
PROOF_HOST(scale_in_8th);
PROOF_HOST(scale_if_new);
PROOF_HOST(low_half_0);
PROOF_HOST(low_half_0_first);
PROOF_HOST(rebases);
PROOF_HOST(rebases_not_in_16th);
