/* crc-last: the fields, and a check sum of them. There is no sign of an update but that it does not match. */
#include "format.h"

static void publish(struct fbclock1_page *page, const struct fbclock1_params *next)
{
	WRITE_ONCE(page->ingress_time_ns, next->ingress_time_ns);
	WRITE_ONCE(page->error_bound_ns, next->error_bound_ns);
	WRITE_ONCE(page->holdover_multiplier_ns, next->holdover_multiplier_ns);
	__atomic_store_n(&page->crc, fbclock1_crc(next), __ATOMIC_SEQ_CST);
}

DEFINE_HOST(fbclock1, crc_last, .publish = publish, .legal_start = any_sequence,
	    .origin = "facebook/time, fbclock/fbclock.c, fbclock_clockdata_store_data()",
	    .ran = "fbclock");
