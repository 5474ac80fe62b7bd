/* reads-low-with-high1: 8 bytes in one load, and no second look. Right with who stores them so, where that is one access. */
#include "format.h"

static bool read_system_time(const struct high_low_high_page *page, u64 *time)
{
	*time = READ_ONCE(*(const high_low_high_wide *)&page->low);
	return true;
}

DEFINE_GUEST(high_low_high, reads_low_with_high1, .read = read_system_time,
	     .origin = "Windows' readers of 64 bits, as reported", .ran = "any");
