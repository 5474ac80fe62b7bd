/*
 * Linux today, drivers/clocksource/hyperv_timer.c: the scheduler's clock, in ns since it was set up. It
 * computes with what the MSR says, where the page says nothing.
 */
#include <linux/percpu.h>
#include <linux/clocksource.h>
#include <linux/sched_clock.h>
#include <clocksource/hyperv_timer.h>
#include <asm/mshyperv.h>

static u64 hv_sched_clock_offset __ro_after_init;

static noinstr u64 read_hv_clock_msr(void)
{
	return hv_raw_get_msr(HV_MSR_TIME_REF_COUNT);
}

static __always_inline u64 read_hv_clock_tsc(void)
{
	u64 ticks, now;

	if (!hv_read_tsc_page_tsc(hv_get_tsc_page(), &ticks, &now))
		now = read_hv_clock_msr();
	return now;
}

static u64 noinstr read_hv_sched_clock_tsc(void)
{
	return (read_hv_clock_tsc() - hv_sched_clock_offset) * (NSEC_PER_SEC / HV_CLOCK_HZ);
}
