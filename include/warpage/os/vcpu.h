/*
 * Xen, and OpenBSD's vmm, whose struct vcpu is another one: of both what their clocks use. A guest's TSC is the
 * host's.
 */
#ifndef WARPAGE_OS_VCPU_H
#define WARPAGE_OS_VCPU_H

#include <warpage/os/host.h>

/* ns in a tick, 0.32 fixed point, of ticks that are shifted before. */
struct time_scale {
	int shift;
	u32 mul_frac;
};
#define scale_delta(delta, scale)                                                                  \
	({                                                                                         \
		const struct time_scale *warpage_scale = (scale);                                  \
		warpage_pvclock_scale_delta(delta, warpage_scale->mul_frac, warpage_scale->shift); \
	})
#define div_frac(n, by) ((u32)(((u64)(u32)(n) << 32) / (u32)(by)))
#define mul_frac(n, by) ((u32)((u64)(u32)(n) * (u32)(by) >> 32))

struct pl_time {
	s64 stime_offset;
	u64 last_guest_time;
	spinlock_t pl_time_lock;
};

struct domain {
	int domain_id;
	struct shared_info *shared_info;
	struct {
		unsigned int tsc_khz, incarnation;
		bool vtsc;
		u64 vtsc_offset;
		struct time_scale vtsc_to_ns, ns_to_vtsc;
		struct {
			struct pl_time pl_time[1];
			u64 tsc_scaling_ratio;
		} hvm;
		struct {
			struct pl_time pl_time;
		} hvm_domain;
	} arch;
	struct {
		s64 seconds;
		bool set;
	} time_offset;
};

/* A page of the guest's, as it is mapped. */
struct guest_area {
	void *map;
	struct page *pg;
};

struct vcpu {
	int vcpu_id;
	struct domain *domain;
	union {
		void *vcpu_info;
		struct {
			struct vcpu_info *map;
		} vcpu_info_area;
	};
	struct vcpu_runstate_info runstate;
	struct {
		unsigned long flags;
		struct vcpu_time_info *time_info_guest;
		struct {
			struct vcpu_time_info *map;
		} time_guest_area;
		struct {
			s64 stime_offset;
			u64 cache_tsc_offset;
		} hvm, hvm_vcpu;
		struct {
			struct vcpu_time_info pending_system_time;
		} pv;
	} arch;
	/* vmm's */
	struct vm *vc_parent;
	paddr_t vc_pvclock_system_gpa;
	u32 vc_pvclock_version, vc_pvclock_system_tsc_mul;
};

#define vcpu_info(v, field) ((v)->vcpu_info_area.map->field)
#define shared_info(d, field) ((d)->shared_info->field)
#define XEN_GUEST_HANDLE(type) WARPAGE_HANDLE_##type
#define WARPAGE_HANDLE_vcpu_time_info_t struct vcpu_time_info *
#define WARPAGE_HANDLE_vcpu_runstate_info_t struct vcpu_runstate_info *
#define WARPAGE_HANDLE_void void *
#define host_tsc_is_safe() true
#define clocksource_is_tsc() true
#define is_hvm_domain(d) ((void)(d), true)
#define is_hvm_vcpu(v) ((void)(v), true)
#define is_pv_domain(d) ((void)(d), false)
#define is_pv_vcpu(v) ((void)(v), false)
#define is_pv_32bit_domain(d) ((void)(d), false)
#define is_pv_32bit_vcpu(v) ((void)(v), false)
#define has_32bit_shinfo(d) ((void)(d), false)
#define TF_kernel_mode 1
#define hvm_tsc_scaling_supported false
#define hvm_scale_tsc(d, tsc) ((void)(d), (u64)(tsc))
#define gtime_to_gtsc(d, time) ((void)(d), (u64)(time))
#define gtsc_to_gtime(d, tsc) ((void)(d), (u64)(tsc))
#define update_secondary_system_time(v, page) ((void)(v), (void)(page), true)
#define copy_to_guest(handle, from, n) WARPAGE_COPY_(handle, from, (n) * sizeof(*(from)))
#define __copy_to_guest(handle, from, n) WARPAGE_COPY_(handle, from, (n) * sizeof(*(from)))
#define copy_field_to_guest(handle, from, field)                                                   \
	WARPAGE_COPY_(&(handle)->field, &(from)->field, sizeof((from)->field))
#define __copy_field_to_guest(handle, from, field) copy_field_to_guest(handle, from, field)
#define guest_handle_is_null(handle) (!(handle))
struct guest_memory_policy {
	bool nested_guest_mode;
};
#define update_guest_memory_policy(v, policy) ((void)(v), (void)(policy))

/* vmm: wherever the guest has its page, that is the page. */
struct vm {
	void *vm_pmap;
};
static struct pvclock_time_info *warpage_guest_pvclock __attribute__((unused));
#define PVCLOCK_SYSTEM_TIME_ENABLE 1
#define tsc_frequency 1000000000ull
#define pmap_extract(pmap, va, pa)                                                                 \
	((void)(pmap), (void)(va), *(pa) = (paddr_t)warpage_guest_pvclock, true)
#define PMAP_DIRECT_MAP(pa) ((vaddr_t)(pa))
#define vmm_gpa_is_valid(vcpu, gpa, size) ((void)(vcpu), (void)(gpa), 1)
#define vmm_inject_gp(vcpu) ((void)(vcpu))

#endif
