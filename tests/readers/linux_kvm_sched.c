/*
 * Linux today, arch/x86/kernel/kvmclock.c: the scheduler's clock, in ns since it was set up.
 */
#include <linux/clocksource.h>
#include <linux/kvm_para.h>
#include <linux/sched/clock.h>
#include <asm/pvclock.h>
#include <asm/kvmclock.h>

static u64 kvm_sched_clock_offset __ro_after_init;

DEFINE_PER_CPU(struct pvclock_vsyscall_time_info *, hv_clock_per_cpu);

static __always_inline u64 read_page(const struct pvclock_vcpu_time_info *page)
{
	unsigned version;
	u64 now;

	do {
		version = pvclock_read_begin(page);
		now = __pvclock_read_cycles(page, rdtsc_ordered());
	} while (pvclock_read_retry(page, version));
	return now;
}

static noinstr u64 kvm_sched_clock_read(void)
{
	return read_page(&this_cpu_read(hv_clock_per_cpu)->pvti) - kvm_sched_clock_offset;
}
