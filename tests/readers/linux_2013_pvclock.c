/*
 * Linux 3.12 to 6.2, arch/x86/kernel/pvclock.c, the reader of the clocksource: a guest that was stopped says that it knows,
 * in the page, before its time is held against the last that anybody read.
 */
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/nmi.h>
#include <asm/pvclock.h>

static u8 valid_flags __read_mostly = 0;
static atomic64_t last_value = ATOMIC64_INIT(0);

void pvclock_set_flags(u8 flags)
{
	valid_flags = flags;
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

	if (unlikely(flags & PVCLOCK_GUEST_STOPPED)) {
		page->flags &= ~PVCLOCK_GUEST_STOPPED;
		pvclock_touch_watchdogs();
	}

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
