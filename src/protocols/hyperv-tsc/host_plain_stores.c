/*
 * plain-stores: odd-even in plain C. Nothing keeps the compiler from moving the stores, whatever
 * the CPU does.
 */
#include "format.h"

static void publish(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	page->sequence++;
	page->scale = next->scale;
	page->offset = next->offset;
	page->sequence++;
	if (!page->sequence)
		page->sequence = 2;
}

DEFINE_HOST(hyperv_tsc, plain_stores, .publish = publish, .legal_start = even_and_not_zero,
	    .origin = "odd-even without WRITE_ONCE or barriers");
