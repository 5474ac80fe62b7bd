/* mode-0: the stamp, and then that it is valid. A reader that has not taken the one before it finds both. */
#include "format.h"

static void publish(struct ntp_shm_page *page, const struct ntp_shm_params *next)
{
	WRITE_ONCE(page->clock_sec, next->clock_sec);
	WRITE_ONCE(page->clock_usec, next->clock_usec);
	WRITE_ONCE(page->clock_nsec, next->clock_nsec);
	smp_wmb(); /* the stamp before that it is valid; pairs with the reader's first barrier */
	WRITE_ONCE(page->valid, 1);
}

DEFINE_HOST(ntp_shm, mode_0, .publish = publish, .legal_start = even,
	    .origin = "ntpd's documentation of driver 28, mode 0", .ran = "ntpd");
