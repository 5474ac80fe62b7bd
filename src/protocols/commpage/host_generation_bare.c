/* generation-bare: the old generation stands while the fields change. */
#include "format.h"

static void publish(struct commpage_page *page, const struct commpage_params *next)
{
	u32 generation = READ_ONCE(page->nt_generation) + 1;

	if (!generation)
		generation = 1;
	WRITE_ONCE(page->nt_tsc_base, next->nt_tsc_base);
	WRITE_ONCE(page->nt_ns_base, next->nt_ns_base);
	WRITE_ONCE(page->nt_scale, next->nt_scale);
	WRITE_ONCE(page->nt_shift, next->nt_shift);
	smp_wmb(); /* the fields before the generation; pairs with the reader's first rmb */
	WRITE_ONCE(page->nt_generation, generation);
}

DEFINE_HOST(commpage, generation_bare, .publish = publish, .legal_start = not_zero,
	    .origin = "generation-wmb without its zero");
