/*
 * KVM 4.x, arch/x86/kvm/x86.c, where the host's clock is none that all CPUs may rely on: then it does not vouch
 * for the TSCs.
 */
#include <linux/kvm_host.h>
#include <asm/pvclock-abi.h>

static bool use_master_clock __read_mostly;

static void kvm_guest_time_update(struct kvm_vcpu *v)
{
	struct kvm_vcpu_arch *vcpu = &v->arch;
	struct pvclock_vcpu_time_info was;

	if (kvm_read_guest_cached(v->kvm, &vcpu->pv_time, &was, sizeof(was)))
		return;

	vcpu->hv_clock.version = (was.version | 1) + (was.version & 1 ? 2 : 0);
	kvm_write_guest_cached(v->kvm, &vcpu->pv_time, &vcpu->hv_clock,
			       sizeof(vcpu->hv_clock.version));
	smp_wmb();

	vcpu->hv_clock.flags = was.flags & PVCLOCK_GUEST_STOPPED;
	if (use_master_clock)
		vcpu->hv_clock.flags |= PVCLOCK_TSC_STABLE_BIT;
	kvm_write_guest_cached(v->kvm, &vcpu->pv_time, &vcpu->hv_clock, sizeof(vcpu->hv_clock));
	smp_wmb();

	vcpu->hv_clock.version++;
	kvm_write_guest_cached(v->kvm, &vcpu->pv_time, &vcpu->hv_clock,
			       sizeof(vcpu->hv_clock.version));
}
