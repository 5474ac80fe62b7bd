/*
 * Xen as a guest of Hyper-V, xen/arch/x86/time.c: takes the TSC before the fields.
 */
#include <xen/lib.h>
#include <xen/smp.h>
#include <asm/guest.h>
#include <asm/msr.h>

static struct ms_hyperv_tsc_page *hyperv_tsc;

static uint64_t cf_check read_hyperv_timer(void)
{
	const struct ms_hyperv_tsc_page *page = hyperv_tsc;
	uint64_t mult, add, ticks, now;
	uint32_t before;

	do {
		before = page->tsc_sequence;
		if (!before) {
			rdmsrl(HV_X64_MSR_TIME_REF_COUNT, now);
			return now;
		}
		ticks = rdtsc_ordered(); /* the fence in it keeps the sequence in front */
		mult = page->tsc_scale;
		add = page->tsc_offset;
		smp_rmb();
	} while (before != page->tsc_sequence);

	asm("mulq %[mult]" : "+a"(ticks), "=d"(now) : [mult] "rm"(mult));
	return now + add;
}
