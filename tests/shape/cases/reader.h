/* A guest in a header. */
#include "page.h"

static inline u64 in_header(const struct ms_hyperv_tsc_page *page)
{
	return page->tsc_sequence ? time_of(page, rdtsc_ordered()) : 0;
}
