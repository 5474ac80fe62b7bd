/* A guest that loads one field, once, and nothing else: torn only if the load itself tears. */
#include "format.h"

static bool timestamp(const struct pvclock_page *page, u64 *time)
{
	*time = READ_ONCE(page->tsc_timestamp);
	return true;
}

DEFINE_GUEST(pvclock, pv_timestamp, .read = timestamp, .origin = "tests");
