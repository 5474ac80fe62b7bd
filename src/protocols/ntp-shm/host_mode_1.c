/* mode-1: not valid, an odd count, the stamp, an even count, valid, with full barriers around the stamp. */
#include "format.h"

static void publish(struct ntp_shm_page *page, const struct ntp_shm_params *next)
{
	s32 count = READ_ONCE(page->count);

	WRITE_ONCE(page->valid, 0);
	WRITE_ONCE(page->count, count + 1);
	smp_mb(); /* odd before the stamp; pairs with the reader's second barrier */
	WRITE_ONCE(page->clock_sec, next->clock_sec);
	WRITE_ONCE(page->clock_usec, next->clock_usec);
	WRITE_ONCE(page->clock_nsec, next->clock_nsec);
	smp_mb(); /* the stamp before even; pairs with the reader's first barrier */
	WRITE_ONCE(page->count, count + 2);
	WRITE_ONCE(page->valid, 1);
}

DEFINE_HOST(ntp_shm, mode_1, .publish = publish, .legal_start = even,
	    .origin = "gpsd, ntpshmwrite.c (as reported)", .ran = "ntpd");
