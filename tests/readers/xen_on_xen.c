/*
 * Xen as a guest of Xen, xen/arch/x86/time.c: the TSC before the fields. Without its clamp.
 */
#include <xen/lib.h>
#include <xen/smp.h>
#include <asm/guest.h>
#include <asm/system.h>

static always_inline uint64_t in_ns(uint64_t ticks, const struct vcpu_time_info *page)
{
	ticks = page->tsc_shift < 0 ? ticks >> -page->tsc_shift : ticks << page->tsc_shift;
	return mul_u64_u32_shr(ticks, page->tsc_to_system_mul, 32);
}

static uint64_t cf_check read_xen_timer(struct vcpu_time_info *page)
{
	uint64_t now, ticks;
	uint32_t even;

	do {
		even = ACCESS_ONCE(page->version) & ~1;
		smp_rmb(); /* the version, then the fields */
		ticks = rdtsc_ordered();
		now = page->system_time + in_ns(ticks - page->tsc_timestamp, page);
		smp_rmb(); /* the fields, then the version */
	} while (ACCESS_ONCE(page->version) != even);
	return now;
}
