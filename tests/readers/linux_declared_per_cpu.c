/* In the shape of Linux: which page a CPU has is declared here, and defined elsewhere. */
#include <linux/percpu.h>
#include <asm/pvclock.h>
#include <asm/kvmclock.h>

DECLARE_PER_CPU(struct pvclock_vsyscall_time_info *, hv_clock_per_cpu);
static DEFINE_PER_CPU(u64, scratch);

u64 my_clock_read(void)
{
	const struct pvclock_vcpu_time_info *page = &this_cpu_read(hv_clock_per_cpu)->pvti;
	unsigned version;
	u64 now;

	do {
		version = pvclock_read_begin(page);
		now = __pvclock_read_cycles(page, rdtsc_ordered());
	} while (pvclock_read_retry(page, version));
	this_cpu_write(scratch, now);
	smp_mb();
	return this_cpu_read(scratch);
}
