/* A helper that could be a guest by its type alone, and the reader, which wants more. */
#include "page.h"

bool later(struct ms_hyperv_tsc_page *page, u64 *time)
{
	*time += page->tsc_offset > 0;
	return true;
}

u64 reader(struct ms_hyperv_tsc_page *page, int cpu)
{
	u64 time = page[cpu].tsc_scale + rdtsc_ordered();

	return later(page, &time) ? time : 0;
}

u64 caller(void)
{
	static struct ms_hyperv_tsc_page *none;

	return none ? 0 : 1;
}
