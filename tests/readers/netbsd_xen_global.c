/*
 * NetBSD, sys/arch/xen/xen/xen_clock.c: the time of the domain, of which no CPU is told less than another was.
 */
#include <sys/cdefs.h>
__KERNEL_RCSID(0, "$NetBSD$");

#include <sys/param.h>
#include <sys/types.h>
#include <sys/atomic.h>
#include <sys/cpu.h>
#include <sys/timetc.h>
#include <machine/cpu_counter.h>
#include <machine/lock.h>
#include <xen/hypervisor.h>

static volatile uint64_t xen_global_systime_ns_stamp __cacheline_aligned;

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

static uint64_t xen_global_systime_ns(void)
{
	struct cpu_info *ci;
	uint64_t local, global, result;

	kpreempt_disable();
	ci = curcpu();
	local = xen_vcputime_systime_ns(&ci->ci_vcpu->time);
	do {
		membar_consumer();
		global = xen_global_systime_ns_stamp;
		result = __predict_false(local < global) ? global : local;
	} while (atomic_cas_64(&xen_global_systime_ns_stamp, global, result) != global);
	kpreempt_enable();
	return result;
}
