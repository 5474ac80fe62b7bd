/*
 * KVM since 6.15, arch/x86/kvm/x86.c, of a guest that was stopped before each update, and whose user has said so
 * (KVM_KVMCLOCK_CTRL): the guest is told.
 */
#include <linux/kvm_host.h>
#include "x86.h"
#include "xen.h"

static void kvm_setup_guest_pvclock(struct pvclock_vcpu_time_info *next, struct kvm_vcpu *vcpu,
				    struct gfn_to_pfn_cache *gpc, unsigned int offset)
{
	struct pvclock_vcpu_time_info copy, *page;
	unsigned long flags;

	memcpy(&copy, next, sizeof(copy));
	for (;;) {
		read_lock_irqsave(&gpc->lock, flags);
		if (kvm_gpc_check(gpc, offset + sizeof(copy)))
			break;
		read_unlock_irqrestore(&gpc->lock, flags);
		if (kvm_gpc_refresh(gpc, offset + sizeof(copy)))
			return;
	}
	page = (void *)(gpc->khva + offset);

	page->version = copy.version = (page->version + 1) | 1;
	smp_wmb(); /* odd, then the fields */
	copy.flags |= page->flags & PVCLOCK_GUEST_STOPPED;
	copy.flags |= PVCLOCK_GUEST_STOPPED; /* pvclock_set_guest_stopped_request */
	memcpy(page, &copy, sizeof(copy));
	smp_wmb(); /* the fields, then even */
	page->version = ++copy.version;

	kvm_gpc_mark_dirty_in_slot(gpc);
	read_unlock_irqrestore(&gpc->lock, flags);
	trace_kvm_pvclock_update(vcpu->vcpu_id, &copy);
}
