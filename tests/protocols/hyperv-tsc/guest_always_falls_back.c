/* always-falls-back: looks at the page, and never takes it. wrong-fallback against any host. */
#include "format.h"

static bool never(const struct hyperv_tsc_page *page, u64 *time)
{
	(void)READ_ONCE(page->sequence);
	(void)time;
	return false;
}

DEFINE_GUEST(hyperv_tsc, always_falls_back, .read = never, .origin = "tests");
