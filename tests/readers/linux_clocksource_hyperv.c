/*
 * Linux today, drivers/clocksource/hyperv_timer.c: the clocksource, which falls back to the MSR. The
 * reader itself is the header's.
 */
#include <linux/percpu.h>
#include <linux/clocksource.h>
#include <linux/sched_clock.h>
#include <clocksource/hyperv_timer.h>
#include <asm/mshyperv.h>

static noinstr u64 read_hv_clock_msr(void)
{
	return hv_raw_get_msr(HV_MSR_TIME_REF_COUNT);
}

static __always_inline u64 read_hv_clock_tsc(void)
{
	u64 ticks, now;

	if (hv_read_tsc_page_tsc(hv_get_tsc_page(), &ticks, &now))
		return now;
	return read_hv_clock_msr();
}

static u64 notrace read_hv_clock_tsc_cs(struct clocksource *unused)
{
	return read_hv_clock_tsc();
}

static struct clocksource hyperv_cs_tsc = {
	.name = "hyperv_clocksource_tsc_page",
	.rating = 500,
	.read = read_hv_clock_tsc_cs,
	.mask = CLOCKSOURCE_MASK(64),
	.flags = CLOCK_SOURCE_IS_CONTINUOUS,
	.vdso_clock_mode = VDSO_CLOCKMODE_HVCLOCK,
};
EXPORT_SYMBOL_GPL(hyperv_cs_tsc);
