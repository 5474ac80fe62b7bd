/* reads-high1-first: high1, low, high2, until both high ones are the same. Right with who writes them from the last to the first. */
#include "format.h"

static bool read_system_time(const struct high_low_high_page *page, u64 *time)
{
	u32 high, low;

	do {
		high = READ_ONCE(page->high1);
		smp_rmb(); /* high1 before low; pairs with the host's second wmb */
		low = READ_ONCE(page->low);
		smp_rmb(); /* low before high2; pairs with the host's first wmb */
	} while (READ_ONCE(page->high2) != high);
	*time = (u64)high << 32 | low;
	return true;
}

DEFINE_GUEST(high_low_high, reads_high1_first, .read = read_system_time,
	     .origin = "Windows' readers, as in Wine dlls/ntdll/tests/time.c, read_ksystem_time()",
	     .ran = "any");
