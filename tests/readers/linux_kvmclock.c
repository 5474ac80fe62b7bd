/*
 * Linux today, arch/x86/kernel/kvmclock.c: the clock of a guest of KVM, over the page of the CPU that it
 * runs on.
 */
#include <linux/clocksource.h>
#include <linux/kvm_para.h>
#include <asm/pvclock.h>
#include <asm/kvmclock.h>

static int kvmclock __initdata = 1;

DEFINE_PER_CPU(struct pvclock_vsyscall_time_info *, hv_clock_per_cpu);
EXPORT_PER_CPU_SYMBOL_GPL(hv_clock_per_cpu);

static u64 read_page(const struct pvclock_vcpu_time_info *page)
{
	unsigned version;
	u64 now;

	do {
		version = pvclock_read_begin(page);
		now = __pvclock_read_cycles(page, rdtsc_ordered());
	} while (pvclock_read_retry(page, version));
	return now;
}

static u64 kvm_clock_read(void)
{
	u64 now;

	preempt_disable_notrace();
	now = read_page(&this_cpu_read(hv_clock_per_cpu)->pvti);
	preempt_enable_notrace();
	return now;
}

static u64 kvm_clock_get_cycles(struct clocksource *unused)
{
	return kvm_clock_read();
}

static struct clocksource kvm_clock = {
	.name = "kvm-clock",
	.read = kvm_clock_get_cycles,
	.rating = 400,
	.mask = CLOCKSOURCE_MASK(64),
	.flags = CLOCK_SOURCE_IS_CONTINUOUS,
};
