/*
 * The pages under the names that kernels have for them, with the layouts of their interfaces. Part of
 * <warpage/linux.h>.
 */
#ifndef WARPAGE_OS_PAGES_H
#define WARPAGE_OS_PAGES_H

#include <warpage/os/integers.h>

/* Hyper-V's reference TSC page, TLFS 12.7: Linux, KVM; the BSDs and illumos. */
struct ms_hyperv_tsc_page {
	volatile u32 tsc_sequence;
	u32 reserved1;
	volatile u64 tsc_scale;
	volatile s64 tsc_offset;
} __attribute__((packed));

struct hyperv_reftsc {
	volatile u32 tsc_seq;
	volatile u32 tsc_rsvd1;
	volatile u64 tsc_scale;
	volatile s64 tsc_ofs;
} __attribute__((packed, aligned(8)));

/* KVM's, Xen's and the BSDs' page of one vCPU. */
struct pvclock_vcpu_time_info {
	u32 version;
	u32 pad0;
	u64 tsc_timestamp;
	u64 system_time;
	u32 tsc_to_system_mul;
	s8 tsc_shift;
	u8 flags;
	u8 pad[2];
} __attribute__((packed));

struct vcpu_time_info {
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

struct pvclock_vsyscall_time_info {
	struct pvclock_vcpu_time_info pvti;
} __attribute__((aligned(SMP_CACHE_BYTES)));

/* The time of day at the start of system_time; both prefixes. */
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
#define WARPAGE_VCPU_TIME pvclock_vcpu_time_info
#endif
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

#define XEN_LEGACY_MAX_VCPUS 32
#define MAX_VIRT_CPUS 32
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

#define RUNSTATE_running 0
#define RUNSTATE_runnable 1
#define RUNSTATE_blocked 2
#define RUNSTATE_offline 3
#define XEN_RUNSTATE_UPDATE (1ull << 63)
struct vcpu_runstate_info {
	int state;
	u64 state_entry_time;
	u64 time[4];
};

/* The virtual machine clock of QEMU and Firecracker. */
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
