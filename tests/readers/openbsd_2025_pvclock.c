/*
 * OpenBSD 7.7, sys/dev/pv/pvclock.c 1.15: the TSC inside of the loop and behind an LFENCE, a product in
 * two halves, and a TSC that is behind its stamp counts as none.
 */
#include <sys/param.h>
#include <sys/systm.h>
#include <sys/timetc.h>
#include <machine/cpu.h>
#include <dev/pv/pvvar.h>
#include <dev/pv/pvreg.h>

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

uint64_t pvclock_get(struct pvclock_time_info *page)
{
	uint64_t stamp, base, tsc;
	uint32_t version, mul;
	int8_t shift;

	do {
		version = pvclock_read_begin(page);
		tsc = rdtsc_lfence();
		base = page->ti_system_time;
		stamp = page->ti_tsc_timestamp;
		mul = page->ti_tsc_to_system_mul;
		shift = page->ti_tsc_shift;
	} while (!pvclock_read_done(page, version));

	return (base + pvclock_scale_delta(tsc > stamp ? tsc - stamp : 0, mul, shift));
}
