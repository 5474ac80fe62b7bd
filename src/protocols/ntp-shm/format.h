/* ntpd's shared memory for reference clocks: layout, and what a reader makes of the clock's stamp. */
#ifndef NTP_SHM_FORMAT_H
#define NTP_SHM_FORMAT_H

#include <warpage/protocol.h>

struct ntp_shm_page {
	s32 mode;
	s32 count; /* odd while a writer of mode 1 is at it */
	s64 clock_sec;
	s32 clock_usec;
	u32 pad0;
	s64 receive_sec;
	s32 receive_usec;
	s32 leap, precision, nsamples;
	s32 valid;
	u32 clock_nsec; /* with clock_usec for the first three digits, or an older writer left it alone */
	u32 receive_nsec;
};

struct ntp_shm_params {
	s64 clock_sec;
	s32 clock_usec;
	u32 clock_nsec;
};

DECLARE_FORMAT(ntp_shm);

#define NTP_SHM_SECOND 1000000000ull

static inline void ntp_shm_take(const struct ntp_shm_page *page, struct ntp_shm_params *stamp)
{
	stamp->clock_sec = READ_ONCE(page->clock_sec);
	stamp->clock_usec = READ_ONCE(page->clock_usec);
	stamp->clock_nsec = READ_ONCE(page->clock_nsec);
}

/* Seconds, and ns of the next one: those of clock_nsec if they go with clock_usec. */
static inline bool ntp_shm_return(u64 *results, const struct ntp_shm_params *stamp)
{
	u32 nsec = (u32)stamp->clock_usec * 1000;

	results[0] = (u64)stamp->clock_sec;
	results[1] = stamp->clock_nsec - nsec < 1000 ? stamp->clock_nsec : nsec;
	return true;
}

#endif
