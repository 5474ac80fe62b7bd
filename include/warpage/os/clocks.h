/*
 * What Linux has in headers beside its readers: how they find their page, the halves of the pvclock
 * protocol (asm/pvclock.h) and the Hyper-V reader (clocksource/hyperv_timer.h), in the form that they
 * have today. Part of <warpage/linux.h>.
 */
#ifndef WARPAGE_OS_CLOCKS_H
#define WARPAGE_OS_CLOCKS_H

#include <warpage/os/pages.h>
#include <warpage/os/time.h>

/*
 * The places where kernels keep a page, or the way to it. They are pointers, so that they can be led to
 * the page of the engine before each call of a function that is given no page.
 */
static struct ms_hyperv_tsc_page *warpage_hyperv_page __attribute__((unused));
static struct pvclock_vsyscall_time_info *warpage_pvclock_page __attribute__((unused));
static struct vcpu_info *warpage_xen_vcpu __attribute__((unused));
static struct shared_info *warpage_shared_info __attribute__((unused));
#define xen_vcpu warpage_xen_vcpu
#define HYPERVISOR_shared_info warpage_shared_info
#define hvclock_page (*warpage_hyperv_page)
#define pvclock_page (*warpage_pvclock_page)

/* The driver of Hyper-V's bus has it among what it knows of the hypervisor. */
struct hv_context {
	u64 guestid;
	void *hypercall_page, *tsc_page, *signal_event_buffer, *signal_event_param;
	bool synic_initialized;
};

/*
 * Names of functions, which a header of the file may declare once more, then as functions that no other file
 * sees.
 */
#ifdef __clang__
#define WARPAGE_AGAIN __attribute__((internal_linkage)) static inline
#else
#define WARPAGE_AGAIN static inline
#endif
#define hv_get_tsc_page warpage_hv_get_tsc_page
WARPAGE_AGAIN struct ms_hyperv_tsc_page *warpage_hv_get_tsc_page(void)
{
	return warpage_hyperv_page;
}

#define pvclock_get_pvti_cpu0_va warpage_pvclock_va
#define pvclock_pvti_cpu0_va warpage_pvclock_va
#define this_cpu_hvclock warpage_pvclock_va
WARPAGE_AGAIN struct pvclock_vsyscall_time_info *warpage_pvclock_va(void)
{
	return warpage_pvclock_page;
}

#define this_cpu_pvti warpage_this_cpu_pvti
WARPAGE_AGAIN struct pvclock_vcpu_time_info *warpage_this_cpu_pvti(void)
{
	return &warpage_pvclock_page->pvti;
}

/* Watchdogs are told nothing, and the flags that all CPUs vouch for are not asked. */
#define pvclock_touch_watchdogs warpage_touch_watchdogs
#define touch_softlockup_watchdog_sync warpage_touch_watchdogs
#define clocksource_touch_watchdog warpage_touch_watchdogs
#define rcu_cpu_stall_reset warpage_touch_watchdogs
#define reset_hung_task_detector warpage_touch_watchdogs
WARPAGE_AGAIN void warpage_touch_watchdogs(void)
{
}

#define pvclock_set_flags warpage_pvclock_set_flags
WARPAGE_AGAIN void warpage_pvclock_set_flags(u8 flags)
{
	(void)flags;
}

/* The vDSO's own page. It keeps the last time that the kernel took, and that is 0. */
static struct vsyscall_gtod_data {
	unsigned int seq;
	int vclock_mode;
	u64 cycle_last, mask;
	u32 mult, shift;
	u64 wall_time_snsec, wall_time_sec, monotonic_time_sec, monotonic_time_snsec;
	u64 wall_time_coarse_sec, wall_time_coarse_nsec;
	u64 monotonic_time_coarse_sec, monotonic_time_coarse_nsec;
	int tz_minuteswest, tz_dsttime;
} warpage_vsyscall_gtod_data __attribute__((unused));
#define gtod (&warpage_vsyscall_gtod_data)
#define VVAR(name) (warpage_##name)
static inline unsigned int warpage_gtod_begin(const struct vsyscall_gtod_data *data)
{
	unsigned int seq = READ_ONCE(data->seq);

	smp_rmb();
	return seq & ~1u;
}

static inline bool warpage_gtod_retry(const struct vsyscall_gtod_data *data, unsigned int seq)
{
	smp_rmb();
	return READ_ONCE(data->seq) != seq;
}
#define gtod_read_begin(data) warpage_gtod_begin((const void *)(data))
#define gtod_read_retry(data, seq) warpage_gtod_retry((const void *)(data), seq)

#define pvclock_scale_delta(delta, mul, shift) warpage_pvclock_scale_delta(delta, mul, shift)
static inline u64 warpage_pvclock_scale_delta(u64 delta, u32 mul, int shift)
{
	if (shift < 0)
		delta >>= -shift;
	else
		delta <<= shift;
	return mul_u64_u32_shr(delta, mul, 32);
}

#define pvclock_read_begin(page) warpage_pvclock_read_begin((const void *)(page))
static inline unsigned int warpage_pvclock_read_begin(const struct pvclock_vcpu_time_info *page)
{
	unsigned int version = page->version & ~1u;

	virt_rmb();
	return version;
}

#define pvclock_read_retry(page, version) warpage_pvclock_read_retry((const void *)(page), version)
static inline bool warpage_pvclock_read_retry(const struct pvclock_vcpu_time_info *page,
					      unsigned int version)
{
	virt_rmb();
	return version != page->version;
}

/* (page, tsc) since 2016; before, (page, &cycles, &flags), the first half with the version as its value. */
#define __pvclock_read_cycles(page, ...)                                                           \
	WARPAGE_NTH_4_(, __VA_ARGS__, warpage_pvclock_half, warpage_pvclock_cycles, )              \
	((const void *)(page), __VA_ARGS__)
static inline u64 warpage_pvclock_cycles(const struct pvclock_vcpu_time_info *page, u64 tsc)
{
	return page->system_time + warpage_pvclock_scale_delta(tsc - page->tsc_timestamp,
							       page->tsc_to_system_mul,
							       page->tsc_shift);
}

static inline unsigned int warpage_pvclock_half(const struct pvclock_vcpu_time_info *page,
						u64 *cycles, u8 *flags)
{
	unsigned int version = page->version;

	smp_rmb();
	*cycles = warpage_pvclock_cycles(page, rdtsc_ordered());
	*flags = page->flags;
	return version;
}

/* (page, &tsc, &time) since 2023, false for no time; before, (page, &tsc), U64_MAX for none. */
#define hv_read_tsc_page_tsc(page, ...)                                                            \
	WARPAGE_NTH_4_(, __VA_ARGS__, warpage_hv_read, warpage_hv_sentinel, )                      \
	((const void *)(page), __VA_ARGS__)
static inline bool warpage_hv_read(const struct ms_hyperv_tsc_page *page, u64 *tsc, u64 *time)
{
	u64 scale, offset;
	u32 sequence;

	do {
		sequence = READ_ONCE(page->tsc_sequence);
		if (!sequence)
			return false;
		smp_rmb();
		scale = READ_ONCE(page->tsc_scale);
		offset = (u64)READ_ONCE(page->tsc_offset);
		*tsc = hv_get_raw_timer();
		smp_rmb();
	} while (READ_ONCE(page->tsc_sequence) != sequence);
	*time = mul_u64_u64_shr(*tsc, scale, 64) + offset;
	return true;
}

static inline u64 warpage_hv_sentinel(const struct ms_hyperv_tsc_page *page, u64 *tsc)
{
	u64 time;

	return warpage_hv_read(page, tsc, &time) ? time : U64_MAX;
}

#define hv_read_tsc_page(page) warpage_hv_value((const void *)(page))
static inline u64 warpage_hv_value(const struct ms_hyperv_tsc_page *page)
{
	u64 tsc;

	return warpage_hv_sentinel(page, &tsc);
}

#define kvm_check_and_clear_guest_paused() false

/* Lead them to the page of the engine; it is in a vCPU's part of Xen's shared page with the second. */
static inline void warpage_page_at(const void *page)
{
	warpage_hyperv_page = (struct ms_hyperv_tsc_page *)page;
	warpage_pvclock_page = (struct pvclock_vsyscall_time_info *)page;
}

static inline void warpage_vcpu_info_at(const void *page)
{
	xen_vcpu = (struct vcpu_info *)((char *)page - offsetof(struct vcpu_info, time));
	HYPERVISOR_shared_info = (struct shared_info *)xen_vcpu;
}

#endif
