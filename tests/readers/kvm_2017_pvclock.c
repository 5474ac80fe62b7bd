/*
 * KVM 4.x, arch/x86/kvm/x86.c: three copies to the guest, of the version, of everything, of the version.
 */
#include <linux/kvm_host.h>
#include <asm/pvclock-abi.h>

static void kvm_setup_pvclock_page(struct kvm_vcpu *v)
{
	struct kvm_vcpu_arch *vcpu = &v->arch;
	struct pvclock_vcpu_time_info was;

	if (kvm_read_guest_cached(v->kvm, &vcpu->pv_time, &was, sizeof(was)))
		return;
	if (was.version & 1)
		was.version++; /* the guest's own, when it registers the page */

	vcpu->hv_clock.version = was.version + 1;
	kvm_write_guest_cached(v->kvm, &vcpu->pv_time, &vcpu->hv_clock,
			       sizeof(vcpu->hv_clock.version));
	smp_wmb();

	vcpu->hv_clock.flags |= was.flags & PVCLOCK_GUEST_STOPPED;
	if (vcpu->pvclock_set_guest_stopped_request) {
		vcpu->hv_clock.flags |= PVCLOCK_GUEST_STOPPED;
		vcpu->pvclock_set_guest_stopped_request = false;
	}
	trace_kvm_pvclock_update(v->vcpu_id, &vcpu->hv_clock);
	kvm_write_guest_cached(v->kvm, &vcpu->pv_time, &vcpu->hv_clock, sizeof(vcpu->hv_clock));
	smp_wmb();

	vcpu->hv_clock.version++;
	kvm_write_guest_cached(v->kvm, &vcpu->pv_time, &vcpu->hv_clock,
			       sizeof(vcpu->hv_clock.version));
}
