/* crc-unread: the fields without a look at the check sum. */
#include "format.h"

static bool gettime(const struct fbclock1_page *page, u64 *time)
{
	struct fbclock1_params data;

	fbclock1_take(page, &data);
	*time = fbclock1_latest(&data);
	return true;
}

DEFINE_GUEST(fbclock1, crc_unread, .read = gettime, .origin = "crc-waits without its end");
