/*
 * KVM since 4.10, arch/x86/kvm/hyperv.c: invalid first, then everything with the sequence at 0, then the
 * old sequence and one, which is neither 0 nor all ones.
 */
#include "x86.h"
#include "hyperv.h"
#include <linux/kvm_host.h>
#include <asm/mshyperv.h>

static void kvm_hv_setup_tsc_page(struct kvm *kvm, u64 gpa)
{
	struct kvm_hv *hv = to_kvm_hv(kvm);
	u32 sequence;
	int failed;

	mutex_lock(&hv->hv_lock);
	failed = kvm_read_guest(kvm, gpa, &sequence, sizeof(sequence));
	hv->tsc_ref.tsc_sequence = 0;
	failed = failed || kvm_write_guest(kvm, gpa, &hv->tsc_ref, sizeof(sequence));
	smp_wmb(); /* invalid, then the fields */
	failed = failed || kvm_write_guest(kvm, gpa, &hv->tsc_ref, sizeof(hv->tsc_ref));
	if (++sequence == 0xffffffff || !sequence)
		sequence = 1;
	smp_wmb(); /* the fields, then valid */
	hv->tsc_ref.tsc_sequence = sequence;
	failed = failed || kvm_write_guest(kvm, gpa, &hv->tsc_ref, sizeof(sequence));
	hv->hv_tsc_page_status = failed ? HV_TSC_PAGE_BROKEN : HV_TSC_PAGE_SET;
	mutex_unlock(&hv->hv_lock);
}
