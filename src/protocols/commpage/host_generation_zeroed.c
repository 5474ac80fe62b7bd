/*
 * generation-zeroed: the generation is 0 while the kernel writes, and then the next one, which is not 0. Volatile stores and no barriers,
 * which x86 keeps in order.
 */
#include "format.h"

static void publish(struct commpage_page *page, const struct commpage_params *next)
{
	u32 generation = READ_ONCE(page->nt_generation) + 1;

	if (!generation)
		generation = 1;
	WRITE_ONCE(page->nt_generation, 0);
	WRITE_ONCE(page->nt_tsc_base, next->nt_tsc_base);
	WRITE_ONCE(page->nt_ns_base, next->nt_ns_base);
	WRITE_ONCE(page->nt_scale, next->nt_scale);
	WRITE_ONCE(page->nt_shift, next->nt_shift);
	WRITE_ONCE(page->nt_generation, generation);
}

DEFINE_HOST(commpage, generation_zeroed, .publish = publish, .legal_start = not_zero,
	    .origin = "xnu osfmk/i386/commpage/commpage.c, commpage_set_nanotime(), without its "
		      "panics",
	    .ran = "macOS");
