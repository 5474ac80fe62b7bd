/* One guest, its helpers, and what the same file has besides. */
#include "page.h"

static struct ms_hyperv_tsc_page *page_at;

static u64 helper(const struct ms_hyperv_tsc_page *page)
{
	return time_of(page, rdtsc_ordered());
}

u64 sequence_of(const struct ms_hyperv_tsc_page *page)
{
	return page->tsc_sequence;
}

u64 read_clock(void *unused)
{
	return page_at->tsc_sequence ? helper(page_at) : 0;
}
