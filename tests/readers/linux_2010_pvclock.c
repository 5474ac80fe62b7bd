/*
 * Linux 2.6.35 to 6.2, arch/x86/kernel/pvclock.c: the floor is swapped in by cmpxchg until it comes back as the
 * time itself, so even a CPU that is alone goes round twice.
 */
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/notifier.h>
#include <linux/sched.h>
#include <linux/gfp.h>
#include <asm/pvclock.h>

static u8 valid_flags __read_mostly = 0;
static atomic64_t last_value = ATOMIC64_INIT(0);

void pvclock_set_flags(u8 flags)
{
	valid_flags = flags;
}

void pvclock_resume(void)
{
	atomic64_set(&last_value, 0);
}

u64 pvclock_clocksource_read(struct pvclock_vcpu_time_info *page)
{
	unsigned version;
	u64 now, last;
	u8 flags;

	do {
		version = pvclock_read_begin(page);
		now = __pvclock_read_cycles(page, rdtsc_ordered());
		flags = page->flags;
	} while (pvclock_read_retry(page, version));

	if (valid_flags & flags & PVCLOCK_TSC_STABLE_BIT)
		return now;

	last = atomic64_read(&last_value);
	do {
		if (now < last)
			return last;
		last = atomic64_cmpxchg(&last_value, last, now);
	} while (unlikely(last != now));
	return now;
}
