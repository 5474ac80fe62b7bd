/*
 * Linux today, arch/x86/kernel/pvclock.c, the reader that leaves the flags alone: where nobody vouches for
 * the TSCs, no time is less than the last that anybody read.
 */
#include <linux/clocksource.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <asm/pvclock.h>
#include <asm/vgtod.h>

static u8 valid_flags __read_mostly;
static atomic64_t last_value = ATOMIC64_INIT(0);

static __always_inline u64 read_page(struct pvclock_vcpu_time_info *page, bool watchdog)
{
	u64 now, last;
	unsigned version;
	u8 flags;

	do {
		version = pvclock_read_begin(page);
		now = __pvclock_read_cycles(page, rdtsc_ordered());
		flags = page->flags;
	} while (pvclock_read_retry(page, version));

	if (watchdog && unlikely(flags & PVCLOCK_GUEST_STOPPED)) {
		page->flags &= ~PVCLOCK_GUEST_STOPPED;
		pvclock_touch_watchdogs();
	}
	if (flags & valid_flags & PVCLOCK_TSC_STABLE_BIT)
		return now;

	for (last = raw_atomic64_read(&last_value); now > last;)
		if (raw_atomic64_try_cmpxchg(&last_value, &last, now))
			return now;
	return last;
}

noinstr u64 pvclock_clocksource_read_nowd(struct pvclock_vcpu_time_info *page)
{
	return read_page(page, false);
}
