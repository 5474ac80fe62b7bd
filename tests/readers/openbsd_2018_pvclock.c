/*
 * OpenBSD 6.4, sys/dev/pv/pvclock.c 1.3: reads the TSC after the loop, with no fence, and multiplies in
 * 64 bits; the timecounter takes the low half of the time. A clock that is no longer stable is a panic.
 */
#include <sys/param.h>
#include <sys/systm.h>
#include <sys/timetc.h>

#include <machine/cpu.h>
#include <machine/atomic.h>
#include <dev/pv/pvvar.h>
#include <dev/pv/pvreg.h>

struct pvclock_softc {
	struct pvclock_time_info *sc_time;
	paddr_t sc_paddr;
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

uint pvclock_get_timecount(struct timecounter *tc)
{
	struct pvclock_softc *sc = tc->tc_priv;
	const struct pvclock_time_info *page = sc->sc_time;
	uint64_t stamp, base, delta;
	uint32_t version, mul;
	uint8_t flags;
	int8_t shift;

	do {
		version = pvclock_read_begin(page);
		base = page->ti_system_time;
		stamp = page->ti_tsc_timestamp;
		mul = page->ti_tsc_to_system_mul;
		shift = page->ti_tsc_shift;
		flags = page->ti_flags;
	} while (!pvclock_read_done(page, version));

	if (!(flags & PVCLOCK_FLAG_TSC_STABLE))
		panic("pvclock: the TSC is not stable");

	delta = rdtsc() - stamp;
	delta = shift < 0 ? delta >> -shift : delta << shift;
	return (base + (delta * mul >> 32));
}
