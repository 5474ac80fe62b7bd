/*
 * What hypervisors have between their update and the guest's page: copies, caches of mappings, a VM and
 * its vCPUs. A copy to the guest is memcpy(), plain accesses in any order and of any part; it always
 * succeeds. A guest's physical address, and the number of a frame, is the address of the page itself.
 */
#ifndef WARPAGE_OS_HOST_H
#define WARPAGE_OS_HOST_H

#include <warpage/os/pages.h>
#include <warpage/os/sequence.h>
#include <warpage/os/time.h>

#define WARPAGE_COPY_(to, from, size) (memcpy((void *)(to), (const void *)(from), size), 0)
#define copy_to_user(to, from, size) WARPAGE_COPY_(to, from, size)
#define __copy_to_user(to, from, size) WARPAGE_COPY_(to, from, size)
#define copy_from_user(to, from, size) WARPAGE_COPY_(to, from, size)
#define __copy_from_user(to, from, size) WARPAGE_COPY_(to, from, size)
#define put_user(value, to) (WRITE_ONCE(*(to), value), 0)
#define __put_user(value, to) (WRITE_ONCE(*(to), value), 0)
#define get_user(value, from) ((value) = READ_ONCE(*(from)), 0)
#define __get_user(value, from) ((value) = READ_ONCE(*(from)), 0)
#define kvm_write_guest(kvm, gpa, data, size) WARPAGE_COPY_((unsigned long)(gpa), data, size)
#define kvm_read_guest(kvm, gpa, data, size) WARPAGE_COPY_(data, (unsigned long)(gpa), size)
#define kvm_vcpu_write_guest(vcpu, gpa, data, size) kvm_write_guest(0, gpa, data, size)
#define kvm_vcpu_read_guest(vcpu, gpa, data, size) kvm_read_guest(0, gpa, data, size)
#define kvm_write_guest_cached(kvm, ghc, data, size) WARPAGE_COPY_((ghc)->hva, data, size)
#define kvm_read_guest_cached(kvm, ghc, data, size) WARPAGE_COPY_(data, (ghc)->hva, size)
#define kvm_write_guest_offset_cached(kvm, ghc, data, offset, size)                                \
	WARPAGE_COPY_((ghc)->hva + (offset), data, size)
#define kvm_read_guest_offset_cached(kvm, ghc, data, offset, size)                                 \
	WARPAGE_COPY_(data, (ghc)->hva + (offset), size)
#define gfn_to_gpa(gfn) ((gpa_t)(gfn))
#define gpa_to_gfn(gpa) ((gfn_t)(gpa))
#define clear_page(page) ((void)(page))
#define kmap_atomic(page) (page)
#define kunmap_atomic(page) ((void)(page))

/* KVM: mappings, of both kinds, and the parts of its structs that its clocks use. */
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
	u64 hv_tsc_page;
	u64 hv_reenlightenment_control, hv_tsc_emulation_control, hv_tsc_emulation_status;
	struct ms_hyperv_tsc_page tsc_ref;
	int hv_tsc_page_status;
};

struct kvm {
	struct {
		struct kvm_hv hyperv;
		seqcount_t pvclock_sc;
		bool use_master_clock;
		u64 master_kernel_ns, master_cycle_now;
		s64 kvmclock_offset;
	} arch;
};

struct kvm_vcpu_arch {
	struct pvclock_vcpu_time_info hv_clock;
	struct gfn_to_pfn_cache pv_time;
	bool pv_time_enabled, pvclock_set_guest_stopped_request;
	unsigned int hw_tsc_khz;
	s8 pvclock_tsc_shift;
	u32 pvclock_tsc_mul;
	u64 last_guest_tsc, tsc_timestamp;
	unsigned int time_offset;
	struct {
		struct gfn_to_pfn_cache vcpu_info_cache, vcpu_time_info_cache;
	} xen;
};

struct kvm_vcpu {
	struct kvm *kvm;
	int cpu, vcpu_id, vcpu_idx;
	struct kvm_vcpu_arch arch;
};

#define to_kvm_hv(kvm) (&(kvm)->arch.hyperv)
#define HV_TSC_PAGE_UNSET 0
#define HV_TSC_PAGE_GUEST_CHANGED 1
#define HV_TSC_PAGE_HOST_CHANGED 2
#define HV_TSC_PAGE_SET 3
#define HV_TSC_PAGE_BROKEN 4
#define HV_X64_MSR_TSC_REFERENCE_ENABLE 1ull
#define HV_X64_MSR_TSC_REFERENCE_ADDRESS_SHIFT 12
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

/* Xen: a vCPU and its domain. */
struct domain {
	int domain_id;
	struct shared_info *shared_info;
	struct {
		unsigned int tsc_khz;
		bool vtsc;
	} arch;
};

struct vcpu {
	int vcpu_id;
	struct domain *domain;
	struct vcpu_info *vcpu_info;
	struct vcpu_runstate_info runstate;
};

#define vcpu_info(v, field) ((v)->vcpu_info->field)
#define shared_info(d, field) ((d)->shared_info->field)
#define host_tsc_is_safe() true
#define is_hvm_domain(d) ((void)(d), true)
#define is_hvm_vcpu(v) ((void)(v), true)
#define copy_to_guest(handle, from, n) WARPAGE_COPY_(handle, from, (n) * sizeof(*(from)))
#define __copy_to_guest(handle, from, n) WARPAGE_COPY_(handle, from, (n) * sizeof(*(from)))
#define copy_field_to_guest(handle, from, field)                                                   \
	WARPAGE_COPY_(&(handle)->field, &(from)->field, sizeof((from)->field))
#define __copy_field_to_guest(handle, from, field) copy_field_to_guest(handle, from, field)
#define guest_handle_is_null(handle) (!(handle))
#define update_guest_memory_policy(v, policy) ((void)(v))

#endif
