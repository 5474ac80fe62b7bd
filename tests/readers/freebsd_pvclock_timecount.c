/*
 * FreeBSD, sys/x86/x86/pvclock.c: the clock of a guest whose TSC nobody vouches for. What a CPU has read last
 * is loaded with acquire, and set if it is still the same.
 */
#include <sys/param.h>
#include <sys/systm.h>
#include <sys/timetc.h>

#include <machine/atomic.h>
#include <machine/cpufunc.h>
#include <machine/pvclock.h>

struct pvclock {
	struct pvclock_vcpu_time_info *timeinfos;
	bool stable_flag_supported;
};

static volatile uint64_t pvclock_last_systime;

static inline uint64_t pvclock_scale_delta(uint64_t delta, uint32_t mul, int shift)
{
	uint64_t product;
	unsigned long high;

	if (shift < 0)
		delta >>= -shift;
	else
		delta <<= shift;
	__asm__("mulq %[mul]; shrd $32, %[high], %[low]"
		: [low] "=a"(product), [high] "=d"(high)
		: "0"(delta), [mul] "rm"((uint64_t)mul));
	return (product);
}

static void pvclock_read_time_info(struct pvclock_vcpu_time_info *page, uint64_t *ns,
				   uint8_t *flags)
{
	uint64_t delta;
	uint32_t version;

	do {
		version = atomic_load_acq_32(&page->version);
		delta = rdtsc_ordered() - page->tsc_timestamp;
		*ns = page->system_time +
		      pvclock_scale_delta(delta, page->tsc_to_system_mul, page->tsc_shift);
		*flags = page->flags;
		atomic_thread_fence_acq();
	} while (version != page->version || (version & 1) != 0);
}

static uint64_t pvclock_get_timecount(struct pvclock *clock)
{
	uint64_t now, last;
	uint8_t flags;

	pvclock_read_time_info(clock->timeinfos, &now, &flags);
	if (clock->stable_flag_supported && (flags & PVCLOCK_FLAG_TSC_STABLE) != 0)
		return (now);

	do {
		last = atomic_load_acq_64(&pvclock_last_systime);
		if (last > now)
			return (last);
	} while (!atomic_cmpset_64(&pvclock_last_systime, last, now));
	return (now);
}

u_int pvclock_tc_get_timecount(struct timecounter *tc)
{
	struct pvclock *clock = tc->tc_priv;

	return (pvclock_get_timecount(clock) & UINT_MAX);
}
