/* In the shape of Linux: what it keeps for a moment is each CPU's own. */
#include <linux/percpu.h>
#include <asm/pvclock.h>

static DEFINE_PER_CPU(u64, scratch);

u64 my_clock_read(const struct pvclock_vcpu_time_info *page)
{
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
