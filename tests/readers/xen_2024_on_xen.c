/*
 * Xen 4.19 as a guest of Xen, xen/arch/x86/time.c: the page of this CPU, by a variable of the CPU's own, and a scale of
 * Xen's. With its clamp.
 */
#include <xen/sched.h>
#include <xen/lib.h>
#include <xen/time.h>
#include <asm/guest.h>

static bool __read_mostly xen_guest;

#ifdef CONFIG_XEN_GUEST
static uint64_t latest;

static int64_t cf_check init_xen_timer(struct platform_timesource *source)
{
	latest = 0;
	return xen_guest ? source->frequency : 0;
}

static always_inline uint64_t read_cycle(const struct vcpu_time_info *page, uint64_t ticks)
{
	struct time_scale scale = {
		.shift = page->tsc_shift,
		.mul_frac = page->tsc_to_system_mul,
	};

	return page->system_time + scale_delta(ticks - page->tsc_timestamp, &scale);
}

static uint64_t cf_check read_xen_timer(void)
{
	struct vcpu_time_info *page = &this_cpu(vcpu_info)->time;
	uint64_t now, before;
	uint32_t even;

	do {
		even = page->version & ~1;
		smp_rmb(); /* the version, then the fields */
		now = read_cycle(page, rdtsc_ordered());
		smp_rmb(); /* the fields, then the version */
	} while (unlikely(page->version != even));
	do {
		before = read_atomic(&latest);
		if (now < before)
			return before;
	} while (unlikely(cmpxchg(&latest, before, now) != before));
	return now;
}

static struct platform_timesource __initdata_cf_clobber plt_xen_timer = {
	.id = "xen",
	.read_counter = read_xen_timer,
	.init = init_xen_timer,
};
#endif
