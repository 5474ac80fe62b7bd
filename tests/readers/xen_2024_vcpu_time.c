/*
 * Xen 4.19, xen/arch/x86/time.c: the parameters are what the CPU was last calibrated to, collected on the stack, and
 * the page is not touched if it would stay the same.
 */
#include <xen/sched.h>
#include <xen/time.h>
#include <asm/guest_access.h>
#include <public/vcpu.h>

struct cpu_time_stamp {
	u64 local_tsc;
	s_time_t local_stime;
	s_time_t master_stime;
};

struct cpu_time {
	struct cpu_time_stamp stamp;
	struct time_scale tsc_scale;
};

static DEFINE_PER_CPU(struct cpu_time, cpu_time);

static void collect_time_info(const struct vcpu *v, struct vcpu_time_info *next)
{
	const struct cpu_time *own = &this_cpu(cpu_time);
	const struct domain *d = v->domain;
	const struct pl_time *platform;
	s_time_t ticks;

	memset(next, 0, sizeof(*next));
	if (d->arch.vtsc) {
		ticks = gtime_to_gtsc(d, own->stamp.local_stime);
		next->tsc_to_system_mul = d->arch.vtsc_to_ns.mul_frac;
		next->tsc_shift = d->arch.vtsc_to_ns.shift;
	} else if (is_hvm_domain(d) && hvm_tsc_scaling_supported) {
		ticks = hvm_scale_tsc(d, own->stamp.local_tsc);
		next->tsc_to_system_mul = d->arch.vtsc_to_ns.mul_frac;
		next->tsc_shift = d->arch.vtsc_to_ns.shift;
	} else {
		ticks = own->stamp.local_tsc;
		next->tsc_to_system_mul = own->tsc_scale.mul_frac;
		next->tsc_shift = own->tsc_scale.shift;
	}
	next->tsc_timestamp = ticks;
	next->system_time = own->stamp.local_stime;
	if (clocksource_is_tsc())
		next->flags |= XEN_PVCLOCK_TSC_STABLE_BIT;
	if (is_hvm_domain(d)) {
		platform = d->arch.hvm.pl_time;
		next->system_time += platform->stime_offset + v->arch.hvm.stime_offset;
	}
}

/* A second page, which the guest may have elsewhere. */
bool update_secondary_system_time(struct vcpu *v, struct vcpu_time_info *next)
{
	XEN_GUEST_HANDLE(vcpu_time_info_t) handle = v->arch.time_info_guest;
	struct vcpu_time_info *mapped = v->arch.time_guest_area.map;

	if (mapped) {
		write_atomic(&mapped->version, next->version);
		smp_wmb(); /* odd, then the fields */
		*mapped = *next;
		smp_wmb(); /* the fields, then even */
		write_atomic(&mapped->version, version_update_end(next->version));
		return true;
	}
	if (guest_handle_is_null(handle))
		return true;
	if (__copy_field_to_guest(handle, next, version) == sizeof(next->version))
		return false;
	smp_wmb(); /* odd, then the fields */
	__copy_to_guest(handle, next, 1);
	smp_wmb(); /* the fields, then even */
	next->version = version_update_end(next->version);
	__copy_field_to_guest(handle, next, version);
	return true;
}

static void __update_vcpu_system_time(struct vcpu *v, int force)
{
	const struct domain *d = v->domain;
	struct vcpu_time_info *page, next;

	if (!v->vcpu_info_area.map)
		return;
	page = &vcpu_info(v, time);
	collect_time_info(v, &next);
	next.version = page->version;
	if (!force && !memcmp(page, &next, sizeof(next)))
		return;

	next.version = page->version = version_update_begin(page->version);
	smp_wmb(); /* odd, then the fields */
	*page = next;
	smp_wmb(); /* the fields, then even */
	page->version = version_update_end(page->version);

	if (!update_secondary_system_time(v, &next) && is_pv_domain(d) && !is_pv_32bit_domain(d) &&
	    !(v->arch.flags & TF_kernel_mode))
		v->arch.pv.pending_system_time = next;
}
