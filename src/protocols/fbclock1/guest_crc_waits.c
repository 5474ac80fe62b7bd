/* crc-waits: the fields until the check sum matches them, however long that takes. */
#include "format.h"

static bool gettime(const struct fbclock1_page *page, u64 *time)
{
	struct fbclock1_params data;

	do
		fbclock1_take(page, &data);
	while (__atomic_load_n(&page->crc, __ATOMIC_SEQ_CST) != fbclock1_crc(&data));
	*time = fbclock1_latest(&data);
	return true;
}

DEFINE_GUEST(fbclock1, crc_waits, .read = gettime, .origin = "crc-gives-up without an end");
