/*
 * shm-clash: valid, the count, the stamp, and the same count, or there was a clash and the sample is left. A count that was odd already is taken for
 * any other: valid was looked at before the writer came.
 */
#include "format.h"

static bool query(const struct ntp_shm_page *page, u64 *results)
{
	struct ntp_shm_params stamp;
	s32 count;

	if (!READ_ONCE(page->valid))
		return false;
	count = READ_ONCE(page->count);
	smp_mb(); /* the count before the stamp; pairs with the host's second barrier */
	ntp_shm_take(page, &stamp);
	smp_mb(); /* the stamp before the recheck; pairs with the host's first barrier */
	if (READ_ONCE(page->count) != count)
		return false;
	return ntp_shm_return(results, &stamp);
}

DEFINE_GUEST(ntp_shm, shm_clash, .read = query,
	     .origin = "ntpd ntpd/refclock_shm.c, shm_query(), which clears valid besides",
	     .ran = "ntpd");
