/*
 * Linux 4.8 to 4.10, arch/x86/hyperv: the clocksource of the reference TSC page. Nothing orders its
 * accesses: a plain rdtsc, fields that are volatile, and the sequence looked at once more.
 */
#include <linux/types.h>
#include <linux/clocksource.h>
#include <asm/mshyperv.h>

static struct ms_hyperv_tsc_page *tsc_pg;

static u64 read_hv_clock_tsc(struct clocksource *unused)
{
	u64 now;

	if (tsc_pg->tsc_sequence) {
		for (;;) {
			u32 before = tsc_pg->tsc_sequence;
			u64 scale = tsc_pg->tsc_scale;
			s64 offset = tsc_pg->tsc_offset;
			u64 ticks, low;

			rdtscll(ticks);
			asm("mulq %3" : "=d"(now), "=a"(low) : "a"(ticks), "r"(scale));
			now += offset;
			if (before == tsc_pg->tsc_sequence)
				return now;
			if (!tsc_pg->tsc_sequence)
				break;
		}
	}
	rdmsrl(HV_X64_MSR_TIME_REF_COUNT, now);
	return now;
}
