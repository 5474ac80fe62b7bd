/*
 * Times of kernels, and the structs that their clocks hang on. Part of <warpage/linux.h>.
 */
#ifndef WARPAGE_OS_TIME_H
#define WARPAGE_OS_TIME_H

#include <warpage/clock.h>
#include <warpage/os/cpu.h>

#define NSEC_PER_USEC 1000l
#define NSEC_PER_MSEC 1000000l
#define NSEC_PER_SEC 1000000000l
#define USEC_PER_MSEC 1000l
#define USEC_PER_SEC 1000000l
#define MSEC_PER_SEC 1000l
#define NANOSEC 1000000000ll
#define HZ 1000
#define MILLISECS(ms) ((s64)(ms)*1000000ll)
#define MICROSECS(us) ((s64)(us)*1000ll)
#define SECONDS(s) ((s64)(s)*1000000000ll)
#define HV_CLOCK_HZ (NSEC_PER_SEC / 100)
#define HYPERV_CLOCK_FREQ 10000000
#define HYPERV_TIMER_FREQ 10000000ull

typedef s64 ktime_t, s_time_t, hrtime_t, sbintime_t;

struct timespec {
	long tv_sec;
	long tv_nsec;
};
struct timespec64 {
	time64_t tv_sec;
	long tv_nsec;
};
struct timeval {
	long tv_sec;
	long tv_usec;
};
struct bintime {
	long sec;
	u64 frac;
};
struct timezone {
	int tz_minuteswest, tz_dsttime;
};
typedef struct timespec timespec_t, timestruc_t;

#define CLOCK_REALTIME 0
#define CLOCK_MONOTONIC 1
#define CLOCK_MONOTONIC_RAW 4
#define CLOCK_REALTIME_COARSE 5
#define CLOCK_MONOTONIC_COARSE 6
#define CLOCK_BOOTTIME 7
#define CLOCK_TAI 11
#define __NR_clock_gettime 228
#define __NR_gettimeofday 96

/* The time by a kernel's own clock: to a host the clock that it is to publish, to a guest none that is under test. */
#ifdef WARPAGE_IS_HOST
static struct warpage_clock warpage_host_clock __attribute__((unused));
static inline u64 warpage_host_time(void)
{
	return warpage_clock_time(&warpage_host_clock, rdtsc_ordered());
}
#else
#define warpage_host_time() 0
#endif
#define ktime_get() ((ktime_t)warpage_host_time())
#define ktime_get_ns() ((u64)warpage_host_time())
#define ktime_get_boottime_ns() ((u64)warpage_host_time())
#define ktime_get_real_ns() ((u64)warpage_host_time())
#define get_kvmclock_base_ns() ((s64)warpage_host_time())
#define get_kernel_ns() ((s64)warpage_host_time())
#define get_s_time() ((s_time_t)warpage_host_time())
#define NOW() ((s_time_t)warpage_host_time())
#define nanotime(time) ((void)(*(time) = ns_to_timespec(warpage_host_time())))
#define nanouptime(time) nanotime(time)

#define ktime_to_ns(t) ((s64)(t))
#define ns_to_ktime(ns) ((ktime_t)(ns))
#define ktime_add(a, b) ((ktime_t)((a) + (b)))
#define ktime_add_ns(a, ns) ((ktime_t)((a) + (ns)))
#define ktime_sub(a, b) ((ktime_t)((a) - (b)))
#define ktime_sub_ns(a, ns) ((ktime_t)((a) - (ns)))
#define ktime_after(a, b) ((ktime_t)(a) > (ktime_t)(b))
#define ktime_before(a, b) ((ktime_t)(a) < (ktime_t)(b))
#define ktime_compare(a, b) (((a) > (b)) - ((a) < (b)))
#define ktime_set(sec, ns) ((ktime_t)((sec)*NSEC_PER_SEC + (long)(ns)))

/* Nanoseconds taken apart, by a quotient in place of a loop. */
#define WARPAGE_SPLIT_(type, ns)                                                                   \
	({                                                                                         \
		s64 warpage_ns = (s64)(ns);                                                        \
		(struct type){warpage_ns / NSEC_PER_SEC, (long)(warpage_ns % NSEC_PER_SEC)};       \
	})
#define ns_to_timespec(ns) WARPAGE_SPLIT_(timespec, ns)
#define ns_to_timespec64(ns) WARPAGE_SPLIT_(timespec64, ns)
#define timespec_to_ns(ts) ((s64)(ts)->tv_sec * NSEC_PER_SEC + (ts)->tv_nsec)
#define timespec64_to_ns(ts) timespec_to_ns(ts)
#define WARPAGE_NORMAL_(ts, sec, ns)                                                               \
	do {                                                                                       \
		s64 warpage_ns = (s64)(ns), warpage_carry = warpage_ns / NSEC_PER_SEC;             \
		(ts)->tv_sec = (sec) + warpage_carry;                                              \
		(ts)->tv_nsec = (long)(warpage_ns - warpage_carry * NSEC_PER_SEC);                 \
	} while (0)
#define set_normalized_timespec(ts, sec, ns) WARPAGE_NORMAL_(ts, sec, ns)
#define set_normalized_timespec64(ts, sec, ns) WARPAGE_NORMAL_(ts, sec, ns)
#define timespec64_add_ns(ts, ns) WARPAGE_NORMAL_(ts, (ts)->tv_sec, (ts)->tv_nsec + (s64)(ns))
#define timespec_add_ns(ts, ns) timespec64_add_ns(ts, ns)

/* The clock modes of the vDSO, through the years. */
#define VCLOCK_NONE 0
#define VCLOCK_TSC 1
#define VCLOCK_PVCLOCK 2
#define VCLOCK_HVCLOCK 3
#define VDSO_CLOCKMODE_NONE 0
#define VDSO_CLOCKMODE_TSC 1
#define VDSO_CLOCKMODE_PVCLOCK 2
#define VDSO_CLOCKMODE_HVCLOCK 3
#define CLOCKSOURCE_MASK(bits) GENMASK_ULL((bits)-1, 0)
#define CLOCK_SOURCE_IS_CONTINUOUS 0x01

enum vdso_clock_mode { WARPAGE_VDSO_CLOCK_MODE };

struct clocksource {
	u64 (*read)(struct clocksource *cs);
	u64 mask;
	u32 mult;
	u32 shift;
	u64 max_idle_ns;
	const char *name;
	int rating;
	int id;
	int vdso_clock_mode;
	unsigned long flags;
	struct {
		int vclock_mode;
	} archdata;
	int (*enable)(struct clocksource *cs);
	void (*disable)(struct clocksource *cs);
	void (*suspend)(struct clocksource *cs);
	void (*resume)(struct clocksource *cs);
	void *owner;
};

/* The BSDs' and illumos' clock: tc_priv leads to the page. */
struct timecounter {
	u32 (*tc_get_timecount)(struct timecounter *tc);
	void (*tc_poll_pps)(struct timecounter *tc);
	u32 tc_counter_mask;
	u64 tc_frequency;
	const char *tc_name;
	int tc_quality;
	unsigned int tc_flags;
	void *tc_priv;
	struct timecounter *tc_next;
	void *tc_fill_vdso_timehands;
	int tc_user;
};
#define TC_FLAGS_SUSPEND_SAFE 0x02

/* What a clock of the network's kind is asked with: besides the time, of another clock, which no guest is given. */
enum clocksource_ids {
	CSID_GENERIC,
	CSID_ARM_ARCH_COUNTER,
	CSID_X86_TSC_EARLY,
	CSID_X86_TSC,
	CSID_X86_KVM_CLK
};
struct ptp_system_timestamp {
	struct timespec64 pre_ts, post_ts;
	clockid_t clockid;
};
struct system_counterval_t {
	u64 cycles;
	enum clocksource_ids cs_id;
	bool use_nsecs;
};
struct system_time_snapshot {
	u64 cycles;
	ktime_t real, boot, raw;
	enum clocksource_ids cs_id;
};
#define ktime_get_snapshot(snapshot) ((void)memset(snapshot, 0, sizeof(*(snapshot))))
#define ptp_read_system_prets(sts) ((void)(sts))
#define ptp_read_system_postts(sts) ((void)(sts))
#define ms_to_ktime(ms) ((ktime_t)((s64)(ms)*NSEC_PER_MSEC))
#define us_to_ktime(us) ((ktime_t)((s64)(us)*NSEC_PER_USEC))
#define ktime_to_timespec64(t) ns_to_timespec64(t)
#define timespec64_to_ktime(ts) ((ktime_t)timespec64_to_ns(&(ts)))

#define clocksource_register_hz(cs, hz) 0
#define clocksource_register_khz(cs, khz) 0
#define vclocks_set_used(mode) ((void)0)
#define vclock_was_used(mode) 1
#define paravirt_set_sched_clock(function) ((void)0)
#define tc_init(tc) ((void)(tc))

#endif
