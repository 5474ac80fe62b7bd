/*
 * Linux 4.12, arch/x86/entry/vdso/vclock_gettime.c, all of it that has to do with clocks: two pages, and a function
 * around their readers that looks up which one the kernel takes.
 */
#include <uapi/linux/time.h>
#include <asm/vgtod.h>
#include <asm/vvar.h>
#include <asm/unistd.h>
#include <asm/pvclock.h>
#include <asm/mshyperv.h>
#include <linux/math64.h>

#define gtod (&VVAR(vsyscall_gtod_data))

extern int __vdso_clock_gettime(clockid_t clock, struct timespec *to);

#ifdef CONFIG_PARAVIRT_CLOCK
extern u8 pvclock_page __attribute__((visibility("hidden")));
#endif
#ifdef CONFIG_HYPERV_TSCPAGE
extern u8 hvclock_page __attribute__((visibility("hidden")));
#endif

notrace static long ask_kernel(long clock, struct timespec *to)
{
	long result;

	asm("syscall" : "=a"(result) : "0"(__NR_clock_gettime), "D"(clock), "S"(to) : "memory");
	return result;
}

notrace static long ask_kernel_for_day(struct timeval *to, struct timezone *zone)
{
	long result;

	asm("syscall" : "=a"(result) : "0"(__NR_gettimeofday), "D"(to), "S"(zone) : "memory");
	return result;
}

#ifdef CONFIG_PARAVIRT_CLOCK
static notrace const struct pvclock_vsyscall_time_info *first_page(void)
{
	return (const struct pvclock_vsyscall_time_info *)&pvclock_page;
}

static notrace u64 vread_pvclock(int *mode)
{
	const struct pvclock_vcpu_time_info *page = &first_page()->pvti;
	u64 now, floor;
	u32 version;

	do {
		version = pvclock_read_begin(page);
		if (unlikely(!(page->flags & PVCLOCK_TSC_STABLE_BIT))) {
			*mode = VCLOCK_NONE;
			return 0;
		}
		now = __pvclock_read_cycles(page, rdtsc_ordered());
	} while (pvclock_read_retry(page, version));
	floor = gtod->cycle_last;
	return likely(now >= floor) ? now : floor;
}
#endif

#ifdef CONFIG_HYPERV_TSCPAGE
static notrace u64 vread_hvclock(int *mode)
{
	const struct ms_hyperv_tsc_page *page = (const struct ms_hyperv_tsc_page *)&hvclock_page;
	u64 now = hv_read_tsc_page(page);

	if (now != U64_MAX)
		return now;
	*mode = VCLOCK_NONE;
	return 0;
}
#endif

notrace static u64 vread_tsc(void)
{
	u64 now = (u64)rdtsc_ordered(), floor = gtod->cycle_last;

	if (likely(now >= floor))
		return now;
	asm volatile("");
	return floor;
}

notrace static inline u64 elapsed(int *mode)
{
	u64 now;

	if (gtod->vclock_mode == VCLOCK_TSC)
		now = vread_tsc();
#ifdef CONFIG_PARAVIRT_CLOCK
	else if (gtod->vclock_mode == VCLOCK_PVCLOCK)
		now = vread_pvclock(mode);
#endif
#ifdef CONFIG_HYPERV_TSCPAGE
	else if (gtod->vclock_mode == VCLOCK_HVCLOCK)
		now = vread_hvclock(mode);
#endif
	else
		return 0;
	return ((now - gtod->cycle_last) & gtod->mask) * gtod->mult;
}

notrace static int __always_inline do_realtime(struct timespec *to)
{
	unsigned long seq;
	u64 rest;
	int mode;

	do {
		seq = gtod_read_begin(gtod);
		mode = gtod->vclock_mode;
		to->tv_sec = gtod->wall_time_sec;
		rest = gtod->wall_time_snsec;
		rest += elapsed(&mode);
		rest >>= gtod->shift;
	} while (unlikely(gtod_read_retry(gtod, seq)));
	to->tv_sec += __iter_div_u64_rem(rest, NSEC_PER_SEC, &rest);
	to->tv_nsec = rest;
	return mode;
}

notrace int __vdso_clock_gettime(clockid_t clock, struct timespec *to)
{
	if (clock == CLOCK_REALTIME && do_realtime(to) != VCLOCK_NONE)
		return 0;
	return ask_kernel(clock, to);
}
int clock_gettime(clockid_t, struct timespec *)
	__attribute__((weak, alias("__vdso_clock_gettime")));
