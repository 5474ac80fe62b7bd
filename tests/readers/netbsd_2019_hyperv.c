/*
 * NetBSD 9, sys/arch/x86/x86/hyperv.c: as of today, but that its only function cuts the time to 32 bits itself.
 */
#include <sys/cdefs.h>
__KERNEL_RCSID(0, "$NetBSD$");

#include <sys/param.h>
#include <sys/timetc.h>
#include <machine/cpufunc.h>
#include <dev/hyperv/hypervreg.h>

struct hyperv_ref_tsc {
	struct hyperv_reftsc *tsc_ref;
	paddr_t tsc_paddr;
};

static struct hyperv_ref_tsc hyperv_ref_tsc;

static __inline u_int atomic_load_acq_int(volatile u_int *from)
{
	u_int value = *from;

	__insn_barrier();
	return value;
}

static u_int hyperv_tsc_timecount_lfence(struct timecounter *tc)
{
	struct hyperv_reftsc *page = hyperv_ref_tsc.tsc_ref;
	uint32_t before;

	while ((before = atomic_load_acq_int(&page->tsc_seq)) != 0) {
		uint64_t mult = page->tsc_scale, ticks, now, low;
		int64_t add = page->tsc_ofs;

		x86_lfence();
		ticks = cpu_counter();
		__asm__ __volatile__("mulq %3" : "=d"(now), "=a"(low) : "a"(ticks), "r"(mult));
		now += add;
		__insn_barrier();
		if (page->tsc_seq == before)
			return (u_int)now;
	}
	return (u_int)rdmsr(MSR_HV_TIME_REF_COUNT);
}
