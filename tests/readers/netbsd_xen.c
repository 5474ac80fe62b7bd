/*
 * NetBSD, sys/arch/xen/xen/xen_clock.c: nothing but the compiler is held back, and the TSC is the plain
 * one. A TSC that is behind its stamp counts as none.
 */
#include <sys/cdefs.h>
__KERNEL_RCSID(0, "$NetBSD$");

#include <sys/param.h>
#include <sys/types.h>
#include <sys/atomic.h>
#include <sys/cpu.h>
#include <machine/cpu_counter.h>
#include <machine/lock.h>
#include <xen/hypervisor.h>

static uint64_t xen_vcputime_systime_ns(volatile struct vcpu_time_info *page)
{
	uint64_t base, stamp, tsc, delta;
	uint32_t version, mul;
	int8_t shift;

	do {
		while (__predict_false((version = page->version) & 1))
			SPINLOCK_BACKOFF_HOOK;
		__insn_barrier();
		base = page->system_time;
		stamp = page->tsc_timestamp;
		mul = page->tsc_to_system_mul;
		shift = page->tsc_shift;
		tsc = rdtsc();
		__insn_barrier();
	} while (__predict_false(page->version != version));

	delta = __predict_false(tsc < stamp) ? 0 : tsc - stamp;
	delta = shift < 0 ? delta >> -shift : delta << shift;
	return base + ((uint64_t)(uint32_t)delta * mul >> 32) + (delta >> 32) * mul;
}
