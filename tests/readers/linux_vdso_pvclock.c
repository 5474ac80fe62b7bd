/*
 * Linux today, arch/x86/include/asm/vdso/gettimeofday.h: vCPU 0's page, as long as its flag says that all
 * TSCs are one.
 */
#include <clocksource/hyperv_timer.h>
#include <vdso/processor.h>
#include <asm/pvclock.h>

extern struct pvclock_vsyscall_time_info pvclock_page __attribute__((visibility("hidden")));

static u64 vread_pvclock(void)
{
	const struct pvclock_vcpu_time_info *page = &pvclock_page.pvti;
	u64 now;
	u32 version;

	do {
		version = pvclock_read_begin(page);
		if (unlikely(!(page->flags & PVCLOCK_TSC_STABLE_BIT)))
			return U64_MAX;
		now = __pvclock_read_cycles(page, rdtsc_ordered());
	} while (pvclock_read_retry(page, version));

	return now & S64_MAX;
}
