/*
 * Linux 4.10 to 5.2, arch/x86/entry/vdso/vclock_gettime.c: "no time" is a clock mode, and no time is less
 * than the last that the kernel took.
 */
#include <asm/vgtod.h>
#include <asm/vvar.h>
#include <asm/pvclock.h>
#include <linux/math64.h>
#include <linux/time.h>

#ifdef CONFIG_PARAVIRT_CLOCK
extern struct pvclock_vsyscall_time_info pvclock_page __attribute__((visibility("hidden")));

static notrace const struct pvclock_vcpu_time_info *page_of_cpu0(void)
{
	return &pvclock_page.pvti;
}

static notrace u64 vread_pvclock(int *mode)
{
	const struct pvclock_vcpu_time_info *page = page_of_cpu0();
	u64 now, floor;
	u32 version;

	do {
		version = pvclock_read_begin(page);
		if (!(page->flags & PVCLOCK_TSC_STABLE_BIT)) {
			*mode = VCLOCK_NONE;
			return 0;
		}
		now = __pvclock_read_cycles(page, rdtsc_ordered());
	} while (pvclock_read_retry(page, version));

	floor = gtod->cycle_last;
	return likely(now >= floor) ? now : floor;
}
#endif
