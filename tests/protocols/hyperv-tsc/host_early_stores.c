/*
 * Hosts whose plain stores may be made before the odd sequence, as nothing holds the compiler:
 * torn in every model.
 */
#include "format.h"

static void after_marked(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence);

	WRITE_ONCE(page->sequence, sequence + 1);
	page->scale = next->scale;
	page->offset = next->offset;
	smp_wmb(); /* the fields before even; pairs with the guest's first rmb */
	WRITE_ONCE(page->sequence, sequence == 0xfffffffe ? 2 : sequence + 2);
}

/* A locked operation stops the CPU, but a relaxed one not the compiler. */
static void after_relaxed(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = __atomic_fetch_add(&page->sequence, 1, __ATOMIC_RELAXED);

	page->scale = next->scale;
	page->offset = next->offset;
	smp_store_release(&page->sequence, sequence == 0xfffffffe ? 2 : sequence + 2);
}

DEFINE_HOST(hyperv_tsc, early_after_marked, .publish = after_marked,
	    .legal_start = even_and_not_zero, .origin = "tests");
DEFINE_HOST(hyperv_tsc, early_after_relaxed, .publish = after_relaxed,
	    .legal_start = even_and_not_zero, .origin = "tests");
