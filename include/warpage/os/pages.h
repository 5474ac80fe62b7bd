/*
 * The pages under the names that kernels have for them, with the layouts of their interfaces. What a
 * file brings of its own stands in place of what is here: <warpage/linux.h> says how.
 */
#ifndef WARPAGE_OS_PAGES_H
#define WARPAGE_OS_PAGES_H

#include <warpage/os/integers.h>

/* Hyper-V's reference TSC page, TLFS 12.7: Linux, KVM; the BSDs and illumos. */
#ifdef WARPAGE_OWN_ms_hyperv_tsc_page
#define WARPAGE_HYPERV warpage_hyperv_tsc_page
#else
#define WARPAGE_HYPERV ms_hyperv_tsc_page
#endif
struct WARPAGE_HYPERV {
	volatile u32 tsc_sequence;
	u32 reserved1;
	volatile u64 tsc_scale;
	volatile s64 tsc_offset;
} __attribute__((packed));

#ifndef WARPAGE_OWN_hyperv_reftsc
struct hyperv_reftsc {
	volatile u32 tsc_seq;
	volatile u32 tsc_rsvd1;
	volatile u64 tsc_scale;
	volatile s64 tsc_ofs;
} __attribute__((packed, aligned(8)));
#endif

/*
 * KVM's, Xen's and the BSDs' page of one vCPU. What has one in it, or takes one, does so whatever it is
 * called.
 */
#ifdef WARPAGE_OWN_pvclock_vcpu_time_info
#define WARPAGE_PVCLOCK warpage_vcpu_time_info
#else
#define WARPAGE_PVCLOCK pvclock_vcpu_time_info
#endif
struct WARPAGE_PVCLOCK {
	u32 version;
	u32 pad0;
	u64 tsc_timestamp;
	u64 system_time;
	u32 tsc_to_system_mul;
	s8 tsc_shift;
	u8 flags;
	u8 pad[2];
} __attribute__((packed));

#ifdef WARPAGE_OWN_vcpu_time_info
#define WARPAGE_XEN_TIME warpage_xen_time_info
#else
#define WARPAGE_XEN_TIME vcpu_time_info
#endif
struct WARPAGE_XEN_TIME {
	u32 version;
	u32 pad0;
	u64 tsc_timestamp;
	u64 system_time;
	u32 tsc_to_system_mul;
	s8 tsc_shift;
	u8 flags;
	u8 pad1[2];
};

/* OpenBSD's, with its prefix. */
#ifndef WARPAGE_OWN_pvclock_time_info
struct pvclock_time_info {
	u32 ti_version;
	u32 ti_pad0;
	u64 ti_tsc_timestamp;
	u64 ti_system_time;
	u32 ti_tsc_to_system_mul;
	s8 ti_tsc_shift;
	u8 ti_flags;
	u8 ti_pad[2];
} __attribute__((packed));
#endif

#ifndef WARPAGE_OWN_pvclock_vsyscall_time_info
struct pvclock_vsyscall_time_info {
	struct WARPAGE_PVCLOCK pvti;
} __attribute__((aligned(SMP_CACHE_BYTES)));
#endif

/* The time of day at the start of system_time; both prefixes. */
#ifndef WARPAGE_OWN_pvclock_wall_clock
struct pvclock_wall_clock {
	union {
		u32 version, wc_version;
	};
	union {
		u32 sec, wc_sec;
	};
	union {
		u32 nsec, wc_nsec;
	};
} __attribute__((packed));
#endif

#define PVCLOCK_TSC_STABLE_BIT (1 << 0)
#define PVCLOCK_GUEST_STOPPED (1 << 1)
#define PVCLOCK_COUNTS_FROM_ZERO (1 << 2)
#define PVCLOCK_FLAG_TSC_STABLE 0x01
#define PVCLOCK_FLAG_GUEST_PAUSED 0x02
#define XEN_PVCLOCK_TSC_STABLE_BIT (1 << 0)
#define XEN_PVCLOCK_GUEST_STOPPED (1 << 1)
#define PVTI_SIZE sizeof(struct pvclock_vsyscall_time_info)

/* What surrounds it in Xen's shared page; Linux has the other name for the same struct. */
#ifndef WARPAGE_VCPU_TIME
#define WARPAGE_VCPU_TIME WARPAGE_PVCLOCK
#endif
#ifndef WARPAGE_OWN_vcpu_info
struct arch_vcpu_info {
	unsigned long cr2;
	unsigned long pad;
};
struct vcpu_info {
	u8 evtchn_upcall_pending;
	u8 evtchn_upcall_mask;
	unsigned long evtchn_pending_sel;
	struct arch_vcpu_info arch;
	struct WARPAGE_VCPU_TIME time;
};
#endif

#define XEN_LEGACY_MAX_VCPUS 32
#define MAX_VIRT_CPUS 32
#ifndef WARPAGE_OWN_shared_info
struct shared_info {
	struct vcpu_info vcpu_info[XEN_LEGACY_MAX_VCPUS];
	unsigned long evtchn_pending[64];
	unsigned long evtchn_mask[64];
	union {
		struct pvclock_wall_clock wc;
		struct {
			u32 wc_version, wc_sec, wc_nsec;
		};
	};
	u32 wc_sec_hi;
};
#endif

#define RUNSTATE_running 0
#define RUNSTATE_runnable 1
#define RUNSTATE_blocked 2
#define RUNSTATE_offline 3
#define XEN_RUNSTATE_UPDATE (1ull << 63)
#ifndef WARPAGE_OWN_vcpu_runstate_info
struct vcpu_runstate_info {
	int state;
	u64 state_entry_time;
	u64 time[4];
};
#endif

/* The virtual machine clock of QEMU and Firecracker. */
#ifndef WARPAGE_OWN_vmclock_abi
struct vmclock_abi {
	__le32 magic;
	__le32 size;
	__le16 version;
	u8 counter_id;
	u8 time_type;
	__le32 seq_count;
	__le64 disruption_marker;
	__le64 flags;
	u8 pad[2];
	u8 clock_status;
	u8 leap_second_smearing_hint;
	__le16 tai_offset_sec;
	u8 leap_indicator;
	u8 counter_period_shift;
	__le64 counter_value;
	__le64 counter_period_frac_sec;
	__le64 counter_period_esterror_rate_frac_sec;
	__le64 counter_period_maxerror_rate_frac_sec;
	__le64 time_sec;
	__le64 time_frac_sec;
	__le64 time_esterror_nanosec;
	__le64 time_maxerror_nanosec;
	__le64 vm_generation_counter;
};
#endif

#define VMCLOCK_MAGIC 0x4b4c4356
#define VMCLOCK_COUNTER_ARM_VCNT 0
#define VMCLOCK_COUNTER_X86_TSC 1
#define VMCLOCK_COUNTER_INVALID 0xff
#define VMCLOCK_TIME_UTC 0
#define VMCLOCK_TIME_TAI 1
#define VMCLOCK_TIME_MONOTONIC 2
#define VMCLOCK_TIME_INVALID_SMEARED 3
#define VMCLOCK_TIME_INVALID_MAYBE_SMEARED 4
#define VMCLOCK_FLAG_TAI_OFFSET_VALID (1 << 0)
#define VMCLOCK_FLAG_DISRUPTION_SOON (1 << 1)
#define VMCLOCK_FLAG_DISRUPTION_IMMINENT (1 << 2)
#define VMCLOCK_FLAG_PERIOD_ESTERROR_VALID (1 << 3)
#define VMCLOCK_FLAG_PERIOD_MAXERROR_VALID (1 << 4)
#define VMCLOCK_FLAG_TIME_ESTERROR_VALID (1 << 5)
#define VMCLOCK_FLAG_TIME_MAXERROR_VALID (1 << 6)
#define VMCLOCK_FLAG_TIME_MONOTONIC (1 << 7)
#define VMCLOCK_FLAG_VM_GEN_COUNTER_PRESENT (1 << 8)
#define VMCLOCK_FLAG_NOTIFICATION_PRESENT (1 << 9)
#define VMCLOCK_STATUS_UNKNOWN 0
#define VMCLOCK_STATUS_INITIALIZING 1
#define VMCLOCK_STATUS_SYNCHRONIZED 2
#define VMCLOCK_STATUS_FREERUNNING 3
#define VMCLOCK_STATUS_UNRELIABLE 4

#endif
