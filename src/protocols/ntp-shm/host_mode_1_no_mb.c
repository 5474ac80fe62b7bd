/* mode-1-no-mb: mode-1 without barriers, which x86 does not need. */
#include "format.h"

static void publish(struct ntp_shm_page *page, const struct ntp_shm_params *next)
{
	s32 count = READ_ONCE(page->count);

	WRITE_ONCE(page->valid, 0);
	WRITE_ONCE(page->count, count + 1);
	WRITE_ONCE(page->clock_sec, next->clock_sec);
	WRITE_ONCE(page->clock_usec, next->clock_usec);
	WRITE_ONCE(page->clock_nsec, next->clock_nsec);
	WRITE_ONCE(page->count, count + 2);
	WRITE_ONCE(page->valid, 1);
}

DEFINE_HOST(ntp_shm, mode_1_no_mb, .publish = publish, .legal_start = even,
	    .origin = "gpsd, ntpshm.c of 2010, and many others", .ran = "ntpd");
