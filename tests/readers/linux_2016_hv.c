/*
 * Linux 4.8, drivers/hv/hv.c: the page hangs on what the driver knows of its hypervisor, which begins with values, and
 * whose type is in a header of the driver's own.
 */
#include <linux/kernel.h>
#include <linux/hyperv.h>
#include <linux/clockchips.h>
#include <asm/mshyperv.h>
#include "hyperv_vmbus.h"

struct hv_context hv_context = {
	.synic_initialized = false,
	.hypercall_page = NULL,
};

#ifdef CONFIG_X86_64
static cycle_t read_hv_clock_tsc(struct clocksource *unused)
{
	struct ms_hyperv_tsc_page *page = hv_context.tsc_page;
	cycle_t now;

	if (page->tsc_sequence) {
		for (;;) {
			u32 before = page->tsc_sequence;
			u64 scale = page->tsc_scale, ticks, low;
			s64 offset = page->tsc_offset;

			rdtscll(ticks);
			asm("mulq %3" : "=d"(now), "=a"(low) : "a"(ticks), "r"(scale));
			now += offset;
			if (before == page->tsc_sequence)
				return now;
			if (!page->tsc_sequence)
				break;
		}
	}
	rdmsrl(HV_X64_MSR_TIME_REF_COUNT, now);
	return now;
}

static struct clocksource hyperv_cs_tsc = {
	.name = "hyperv_clocksource_tsc_page",
	.read = read_hv_clock_tsc,
	.mask = CLOCKSOURCE_MASK(64),
};
#endif

int hv_init(void)
{
	memset(hv_context.synic_event_page, 0, sizeof(void *) * NR_CPUS);
	return hv_context.hypercall_page ? 0 : -ENOMEM;
}
