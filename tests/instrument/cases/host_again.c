/* A host that calls itself, so that what an activation has loaded is not what was loaded last. */
#include "format.h"

static void again(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u64 scale = next->scale;

	if (page->reserved--)
		again(page, next + 1);
	page->scale = scale;
}

DEFINE_HOST(hyperv_tsc, again, .publish = again, .legal_start = any_sequence, .origin = "tests");
