/* Two guests, and neither calls the other. */
#include "page.h"

u64 read_a(const struct ms_hyperv_tsc_page *page)
{
	return page->tsc_sequence ? time_of(page, rdtsc_ordered()) : 0;
}

u64 read_b(const struct ms_hyperv_tsc_page *page)
{
	return time_of(page, rdtsc_ordered()) + 1;
}
