/*
 * Linux 2.6.35 to 6.2, arch/x86/kernel/kvmclock.c over pvclock.c: the page of the CPU that it runs on, and one floor for all
 * of them.
 */
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <asm/pvclock.h>

static atomic64_t last_value = ATOMIC64_INIT(0);

static u64 pvclock_clocksource_read(const struct pvclock_vcpu_time_info *page)
{
	unsigned version;
	u64 now, last;

	do {
		version = pvclock_read_begin(page);
		now = __pvclock_read_cycles(page, rdtsc_ordered());
	} while (pvclock_read_retry(page, version));

	last = atomic64_read(&last_value);
	do {
		if (now < last)
			return last;
		last = atomic64_cmpxchg(&last_value, last, now);
	} while (unlikely(last != now));
	return now;
}

u64 kvm_clock_read(const struct pvclock_vcpu_time_info *pages)
{
	u64 now;

	preempt_disable_notrace();
	now = pvclock_clocksource_read(&pages[smp_processor_id()]);
	preempt_enable_notrace();
	return now;
}
