/*
 * KVM before 2013, arch/x86/kvm/x86.c: each vCPU asks for TSC and time when it comes by, and the whole struct is copied
 * with the next version.
 */
#include <linux/kvm_host.h>
#include "x86.h"
#include <asm/pvclock.h>

static DEFINE_PER_CPU(unsigned long, cpu_tsc_khz);

static int kvm_guest_time_update(struct kvm_vcpu *v)
{
	struct kvm_vcpu_arch *vcpu = &v->arch;
	unsigned long flags, rate;
	void *mapped;
	u64 ticks;
	s64 ns;

	local_irq_save(flags);
	ticks = kvm_read_l1_tsc(v, native_read_tsc());
	ns = get_kernel_ns();
	rate = __get_cpu_var(cpu_tsc_khz);
	local_irq_restore(flags);
	if (!rate) {
		kvm_make_request(KVM_REQ_CLOCK_UPDATE, v);
		return 1;
	}
	if (!vcpu->time_page)
		return 0;
	if (vcpu->hw_tsc_khz != rate) {
		kvm_get_time_scale(NSEC_PER_SEC / 1000, rate, &vcpu->hv_clock.tsc_shift,
				   &vcpu->hv_clock.tsc_to_system_mul);
		vcpu->hw_tsc_khz = rate;
	}
	vcpu->hv_clock.tsc_timestamp = ticks;
	vcpu->hv_clock.system_time = ns + v->kvm->arch.kvmclock_offset;
	vcpu->last_kernel_ns = ns;
	vcpu->last_guest_tsc = ticks;
	vcpu->hv_clock.flags = 0;
	vcpu->hv_clock.version += 2;

	mapped = kmap_atomic(vcpu->time_page);
	memcpy(mapped + vcpu->time_offset, &vcpu->hv_clock, sizeof(vcpu->hv_clock));
	kunmap_atomic(mapped);
	mark_page_dirty(v->kvm, vcpu->time >> PAGE_SHIFT);
	return 0;
}
