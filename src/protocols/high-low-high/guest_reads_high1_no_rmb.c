/* reads-high1-no-rmb: as reads-high1-first, with volatile loads alone. x86 keeps the order of loads, other CPUs do not. */
#include "format.h"

static bool read_system_time(const struct high_low_high_page *page, u64 *time)
{
	u32 high, low;

	do {
		high = READ_ONCE(page->high1);
		low = READ_ONCE(page->low);
	} while (READ_ONCE(page->high2) != high);
	*time = (u64)high << 32 | low;
	return true;
}

DEFINE_GUEST(high_low_high, reads_high1_no_rmb, .read = read_system_time,
	     .origin = "Wine dlls/ntdll/tests/time.c, read_ksystem_time(), on other CPUs than x86",
	     .ran = "Wine");
