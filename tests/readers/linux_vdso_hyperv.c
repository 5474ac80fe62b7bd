/*
 * Linux today, arch/x86/include/asm/vdso/gettimeofday.h: the vDSO's. The high bit is for "no time".
 */
#ifndef __ASSEMBLY__
#include <uapi/linux/time.h>
#include <asm/vgtod.h>
#include <asm/msr.h>
#include <clocksource/hyperv_timer.h>

#ifdef CONFIG_HYPERV_TIMER
extern struct ms_hyperv_tsc_page hvclock_page __attribute__((visibility("hidden")));

static u64 vread_hvclock(void)
{
	u64 ticks, now;

	return hv_read_tsc_page_tsc(&hvclock_page, &ticks, &now) ? now & S64_MAX : U64_MAX;
}
#endif
#endif
