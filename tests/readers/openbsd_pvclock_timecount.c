/*
 * OpenBSD, sys/dev/pv/pvclock.c: the timecounter of a guest whose TSC nobody vouches for, with the last count
 * that any CPU has had.
 */
#include <sys/param.h>
#include <sys/systm.h>
#include <sys/timetc.h>
#include <sys/atomic.h>
#include <machine/cpu.h>
#include <dev/pv/pvvar.h>
#include <dev/pv/pvreg.h>

static volatile u_long pvclock_lastcount;

struct pvclock_softc {
	struct pvclock_time_info *sc_time;
	struct timecounter *sc_tc;
};

static inline uint32_t pvclock_read_begin(const struct pvclock_time_info *page)
{
	uint32_t even = page->ti_version & ~1u;

	virtio_membar_sync();
	return (even);
}

static inline int pvclock_read_done(const struct pvclock_time_info *page, uint32_t even)
{
	virtio_membar_sync();
	return (page->ti_version == even);
}

static inline uint64_t pvclock_scale_delta(uint64_t delta, uint32_t mul, int shift)
{
	delta = shift < 0 ? delta >> -shift : delta << shift;
	return (((uint64_t)mul * (uint32_t)delta >> 32) + mul * (delta >> 32));
}

static uint64_t pvclock_count(struct pvclock_time_info *page)
{
	uint64_t stamp, base, tsc, count, last;
	uint32_t version, mul;
	uint8_t flags;
	int8_t shift;

	do {
		version = pvclock_read_begin(page);
		tsc = rdtsc_lfence();
		base = page->ti_system_time;
		stamp = page->ti_tsc_timestamp;
		mul = page->ti_tsc_to_system_mul;
		shift = page->ti_tsc_shift;
		flags = page->ti_flags;
	} while (!pvclock_read_done(page, version));

	count = base + pvclock_scale_delta(tsc > stamp ? tsc - stamp : 0, mul, shift);
	if (flags & PVCLOCK_FLAG_TSC_STABLE)
		return (count);

	do {
		last = pvclock_lastcount;
		if (count < last)
			return (last);
	} while (atomic_cas_ulong(&pvclock_lastcount, last, count) != last);
	return (count);
}

u_int pvclock_get_timecount(struct timecounter *tc)
{
	struct pvclock_softc *sc = tc->tc_priv;

	return (pvclock_count(sc->sc_time));
}
