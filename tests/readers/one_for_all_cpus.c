/* linux_per_cpu.c, but what it keeps for a moment is in memory of all CPUs. */
#include <linux/percpu.h>
#include <asm/pvclock.h>

static u64 scratch;

u64 my_clock_read(const struct pvclock_vcpu_time_info *page)
{
	unsigned version;
	u64 now;

	do {
		version = pvclock_read_begin(page);
		now = __pvclock_read_cycles(page, rdtsc_ordered());
	} while (pvclock_read_retry(page, version));
	WRITE_ONCE(scratch, now);
	smp_mb();
	return READ_ONCE(scratch);
}
