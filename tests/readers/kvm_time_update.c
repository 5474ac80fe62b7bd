/*
 * KVM since 6.15, arch/x86/kvm/x86.c, from the pair of time and TSC that all vCPUs share to the page.
 */
#include <linux/kvm_host.h>
#include "x86.h"
#include "xen.h"
#include <asm/pvclock.h>

static DEFINE_PER_CPU(unsigned long, cpu_tsc_khz);

static unsigned long ticks_per_ms(void)
{
	return static_cpu_has(X86_FEATURE_CONSTANT_TSC) ? tsc_khz : __this_cpu_read(cpu_tsc_khz);
}

static void kvm_setup_guest_pvclock(struct pvclock_vcpu_time_info *next, struct kvm_vcpu *vcpu,
				    struct gfn_to_pfn_cache *gpc, unsigned int offset)
{
	struct pvclock_vcpu_time_info copy, *page;
	unsigned long flags;

	memcpy(&copy, next, sizeof(copy));
	read_lock_irqsave(&gpc->lock, flags);
	while (!kvm_gpc_check(gpc, offset + sizeof(copy))) {
		read_unlock_irqrestore(&gpc->lock, flags);
		if (kvm_gpc_refresh(gpc, offset + sizeof(copy)))
			return;
		read_lock_irqsave(&gpc->lock, flags);
	}
	page = (void *)(gpc->khva + offset);

	page->version = copy.version = (page->version + 1) | 1;
	smp_wmb(); /* odd, then the fields */
	copy.flags |= page->flags & PVCLOCK_GUEST_STOPPED;
	memcpy(page, &copy, sizeof(copy));
	smp_wmb(); /* the fields, then even */
	page->version = ++copy.version;

	kvm_gpc_mark_dirty_in_slot(gpc);
	read_unlock_irqrestore(&gpc->lock, flags);
	trace_kvm_pvclock_update(vcpu->vcpu_id, &copy);
}

int kvm_guest_time_update(struct kvm_vcpu *v)
{
	struct pvclock_vcpu_time_info next = {};
	struct kvm_vcpu_arch *vcpu = &v->arch;
	struct kvm_arch *ka = &v->kvm->arch;
	unsigned long flags, rate;
	u64 ticks, host_ticks = 0;
	bool shared;
	unsigned seq;
	s64 ns = 0;

	do {
		seq = read_seqcount_begin(&ka->pvclock_sc);
		shared = ka->use_master_clock;
		if (shared) {
			host_ticks = ka->master_cycle_now;
			ns = ka->master_kernel_ns;
		}
	} while (read_seqcount_retry(&ka->pvclock_sc, seq));

	local_irq_save(flags);
	rate = ticks_per_ms();
	if (unlikely(!rate)) {
		local_irq_restore(flags);
		kvm_make_request(KVM_REQ_CLOCK_UPDATE, v);
		return 1;
	}
	if (!shared) {
		host_ticks = rdtsc();
		ns = get_kvmclock_base_ns();
	}
	ticks = kvm_read_l1_tsc(v, host_ticks);
	if (vcpu->tsc_catchup) {
		u64 due = compute_guest_tsc(v, ns);

		if (due > ticks) {
			adjust_tsc_offset_guest(v, due - ticks);
			ticks = due;
		}
	}
	local_irq_restore(flags);

	if (kvm_caps.has_tsc_control)
		rate = kvm_scale_tsc(rate, v->arch.l1_tsc_scaling_ratio) ?: 1;
	if (unlikely(vcpu->hw_tsc_khz != rate)) {
		kvm_get_time_scale(NSEC_PER_SEC, rate * 1000LL, &vcpu->pvclock_tsc_shift,
				   &vcpu->pvclock_tsc_mul);
		vcpu->hw_tsc_khz = rate;
		kvm_xen_update_tsc_info(v);
	}
	next.tsc_shift = vcpu->pvclock_tsc_shift;
	next.tsc_to_system_mul = vcpu->pvclock_tsc_mul;
	next.tsc_timestamp = ticks;
	next.system_time = ns + v->kvm->arch.kvmclock_offset;
	vcpu->last_guest_tsc = ticks;
	if (shared)
		next.flags |= PVCLOCK_TSC_STABLE_BIT;

	if (vcpu->pv_time.active) {
		if (vcpu->pvclock_set_guest_stopped_request) {
			next.flags |= PVCLOCK_GUEST_STOPPED;
			vcpu->pvclock_set_guest_stopped_request = false;
		}
		kvm_setup_guest_pvclock(&next, v, &vcpu->pv_time, 0);
		next.flags &= ~PVCLOCK_GUEST_STOPPED;
	}
	kvm_hv_setup_tsc_page(v->kvm, &next);
#ifdef CONFIG_KVM_XEN
	if (ka->xen_hvm_config.flags & KVM_XEN_HVM_CONFIG_PVCLOCK_TSC_UNSTABLE)
		next.flags &= ~PVCLOCK_TSC_STABLE_BIT;
	if (vcpu->xen.vcpu_info_cache.active)
		kvm_setup_guest_pvclock(&next, v, &vcpu->xen.vcpu_info_cache,
					offsetof(struct compat_vcpu_info, time));
	if (vcpu->xen.vcpu_time_info_cache.active)
		kvm_setup_guest_pvclock(&next, v, &vcpu->xen.vcpu_time_info_cache, 0);
#endif
	return 0;
}
