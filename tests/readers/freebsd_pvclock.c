/*
 * FreeBSD, sys/x86/x86/pvclock.c: an acquire load in front, an acquire fence behind, and odd versions are
 * turned away at the end.
 */
#include <sys/param.h>
#include <sys/systm.h>
#include <sys/clock.h>

#include <machine/atomic.h>
#include <machine/cpufunc.h>
#include <machine/pvclock.h>

static inline uint64_t pvclock_scale_delta(uint64_t delta, uint32_t mul, int shift)
{
	uint64_t product;
#if defined(__amd64__)
	unsigned long high;
#endif

	if (shift < 0)
		delta >>= -shift;
	else
		delta <<= shift;
#if defined(__amd64__)
	__asm__("mulq %[mul]; shrd $32, %[high], %[low]"
		: [low] "=a"(product), [high] "=d"(high)
		: "0"(delta), [mul] "rm"((uint64_t)mul));
#else
#error "a product of 96 bits is wanted"
#endif
	return (product);
}

static uint64_t pvclock_read_time_info(struct pvclock_vcpu_time_info *page)
{
	uint64_t delta, now;
	uint32_t version;

	do {
		version = atomic_load_acq_32(&page->version);
		delta = rdtsc_ordered() - page->tsc_timestamp;
		now = page->system_time +
		      pvclock_scale_delta(delta, page->tsc_to_system_mul, page->tsc_shift);
		atomic_thread_fence_acq();
	} while (version != page->version || (version & 1) != 0);
	return (now);
}
