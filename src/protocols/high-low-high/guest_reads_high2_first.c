/* reads-high2-first: high2, low, high1, until both high ones are the same: the way in which they are written. */
#include "format.h"

static bool read_system_time(const struct high_low_high_page *page, u64 *time)
{
	u32 high, low;

	do {
		high = READ_ONCE(page->high2);
		smp_rmb(); /* high2 before low */
		low = READ_ONCE(page->low);
		smp_rmb(); /* low before high1 */
	} while (READ_ONCE(page->high1) != high);
	*time = (u64)high << 32 | low;
	return true;
}

DEFINE_GUEST(high_low_high, reads_high2_first, .read = read_system_time,
	     .origin = "reads-high1-first the wrong way round");
