/*
 * KVM: mappings of the guest's memory, of both kinds, and of its structs what its clocks use. A guest's TSC is the
 * host's: there is no offset, no scaling, and no catching up.
 */
#ifndef WARPAGE_OS_KVM_H
#define WARPAGE_OS_KVM_H

#include <warpage/os/host.h>

struct gfn_to_pfn_cache {
	u64 generation;
	gpa_t gpa;
	unsigned long hva, uhva, len;
	void *khva;
	bool active, valid;
	rwlock_t lock;
	struct mutex refresh_lock;
	struct kvm *kvm;
};
#define gfn_to_hva_cache gfn_to_pfn_cache

struct kvm_hv {
	struct mutex hv_lock;
	u64 hv_guest_os_id, hv_hypercall, hv_tsc_page;
	u64 hv_reenlightenment_control, hv_tsc_emulation_control, hv_tsc_emulation_status;
	u64 hv_invtsc_control;
	struct ms_hyperv_tsc_page tsc_ref;
	int hv_tsc_page_status;
};

struct kvm_xen_hvm_config {
	u32 flags, msr;
};

struct kvm_arch {
	struct kvm_hv hyperv;
	struct kvm_xen_hvm_config xen_hvm_config;
	seqcount_t pvclock_sc;
	spinlock_t pvclock_gtod_sync_lock, tsc_write_lock;
	bool use_master_clock, all_vcpus_matched_tsc, all_vcpus_matched_freq;
	u64 master_kernel_ns, master_cycle_now;
	u64 cur_tsc_generation, cur_tsc_nsec, cur_tsc_write, cur_tsc_offset;
	s64 kvmclock_offset;
};

struct kvm {
	struct kvm_arch arch;
};

struct kvm_vcpu_arch {
	struct pvclock_vcpu_time_info hv_clock;
	struct gfn_to_pfn_cache pv_time;
	gpa_t time;
	void *time_page;
	unsigned int time_offset, hw_tsc_khz, hv_clock_tsc_khz;
	bool pv_time_enabled, pvclock_set_guest_stopped_request;
	bool tsc_catchup, tsc_always_catchup;
	s8 pvclock_tsc_shift, virtual_tsc_shift;
	u32 pvclock_tsc_mul, virtual_tsc_mult, virtual_tsc_khz;
	u64 last_guest_tsc, last_host_tsc, tsc_timestamp, last_kernel_ns;
	u64 tsc_offset, l1_tsc_offset, tsc_scaling_ratio, l1_tsc_scaling_ratio;
	u64 this_tsc_nsec, this_tsc_write, this_tsc_generation;
	struct {
		struct gfn_to_pfn_cache vcpu_info_cache, vcpu_time_info_cache;
		bool vcpu_info_set, vcpu_time_info_set;
	} xen;
};

struct kvm_vcpu {
	struct kvm *kvm;
	int cpu, vcpu_id, vcpu_idx;
	struct kvm_vcpu_arch arch;
};

/* Where 32-bit guests of Xen have their time. */
struct compat_vcpu_info {
	u8 evtchn_upcall_pending, evtchn_upcall_mask;
	u32 evtchn_pending_sel;
	struct {
		u32 cr2, pad[5];
	} arch;
	struct pvclock_vcpu_time_info time;
};

#define to_kvm_hv(kvm) (&(kvm)->arch.hyperv)
#define kvm_get_vcpu(kvm, number) ((void)(kvm), (struct kvm_vcpu *)0)
#define HV_TSC_PAGE_UNSET 0
#define HV_TSC_PAGE_GUEST_CHANGED 1
#define HV_TSC_PAGE_HOST_CHANGED 2
#define HV_TSC_PAGE_SET 3
#define HV_TSC_PAGE_BROKEN 4
#define HV_X64_MSR_TSC_REFERENCE_ENABLE 1ull
#define HV_X64_MSR_TSC_REFERENCE_ADDRESS_SHIFT 12
#define KVM_XEN_HVM_CONFIG_PVCLOCK_TSC_UNSTABLE (1 << 7)
#define kvm_gpc_check(gpc, size) ((void)(gpc), (void)(size), true)
#define kvm_gpc_refresh(gpc, size) ((void)(gpc), (void)(size), 0)
#define kvm_gpc_mark_dirty_in_slot(gpc) ((void)(gpc))
#define kvm_gfn_to_pfn_cache_check(kvm, gpc, gpa, size) ((void)(gpc), true)
#define kvm_gfn_to_pfn_cache_refresh(kvm, gpc, gpa, size) ((void)(gpc), 0)
#define mark_page_dirty_in_slot(...) ((void)0)
#define mark_page_dirty(kvm, gfn) ((void)(gfn))
#define kvm_make_request(request, vcpu) ((void)(vcpu))
#define kvm_make_all_cpus_request(kvm, request) ((void)(kvm))
#define trace_kvm_pvclock_update(id, page) ((void)(id), (void)(page))
#define trace_kvm_hv_notify_acked_sint(...) ((void)0)
#define kvm_hv_setup_tsc_page(kvm, clock) ((void)(kvm), (void)(clock))
#define kvm_xen_update_tsc_info(vcpu) ((void)(vcpu))

/* The TSC, and how fast it runs. */
extern unsigned int tsc_khz;
#define get_cpu_tsc_khz() ((unsigned long)tsc_khz)
#define kvm_read_l1_tsc(vcpu, tsc) ((void)(vcpu), (u64)(tsc))
#define kvm_scale_tsc(...)                                                                         \
	WARPAGE_NTH_4_(__VA_ARGS__, WARPAGE_SCALED_3_, WARPAGE_SCALED_2_, )(__VA_ARGS__)
#define WARPAGE_SCALED_2_(tsc, ratio) ((void)(ratio), (u64)(tsc))
#define WARPAGE_SCALED_3_(vcpu, tsc, ratio) ((void)(vcpu), (void)(ratio), (u64)(tsc))
/* The factor that is there is the one that is handed over. */
#define kvm_get_time_scale(scaled, base, shift, mul)                                               \
	((void)(scaled), (void)(base), (void)(shift), (void)(mul))
#define compute_guest_tsc(vcpu, ns) ((void)(vcpu), (void)(ns), 0ull)
#define adjust_tsc_offset_guest(vcpu, by) ((void)(vcpu), (void)(by))
extern bool kvm_has_tsc_control;
extern struct kvm_caps {
	bool has_tsc_control;
} kvm_caps;

#endif
