/* Uses three names that kernel.h does not have. */
#include "format.h"

static bool read_it(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 before;

	do {
		before = READ_ONCE(page->sequence);
		rmb();
		*time = hyperv_tsc_time(get_cycles(), READ_ONCE(page->scale),
					READ_ONCE(page->offset));
		rmb();
	} while (READ_ONCE(page->sequence) != before);
	preempt_enable_notrace();
	return true;
}

DEFINE_GUEST(hyperv_tsc, missing, .read = read_it, .origin = "own");
