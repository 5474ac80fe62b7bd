/* shm-no-clash: valid, and the stamp. */
#include "format.h"

static bool query(const struct ntp_shm_page *page, u64 *results)
{
	struct ntp_shm_params stamp;

	if (!READ_ONCE(page->valid))
		return false;
	smp_mb(); /* that it is valid before the stamp; pairs with the host's last barrier */
	ntp_shm_take(page, &stamp);
	return ntp_shm_return(results, &stamp);
}

DEFINE_GUEST(ntp_shm, shm_no_clash, .read = query,
	     .origin = "ntpd ntpd/refclock_shm.c, shm_query(), mode 0, which clears valid besides",
	     .ran = "ntpd");
