/* crc-first: the check sum, then the fields: one that does not match is one, whichever is stored first. */
#include "format.h"

static void publish(struct fbclock1_page *page, const struct fbclock1_params *next)
{
	__atomic_store_n(&page->crc, fbclock1_crc(next), __ATOMIC_SEQ_CST);
	WRITE_ONCE(page->ingress_time_ns, next->ingress_time_ns);
	WRITE_ONCE(page->error_bound_ns, next->error_bound_ns);
	WRITE_ONCE(page->holdover_multiplier_ns, next->holdover_multiplier_ns);
}

DEFINE_HOST(fbclock1, crc_first, .publish = publish, .legal_start = any_sequence,
	    .origin = "crc-last the other way round");
