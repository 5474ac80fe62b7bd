/*
 * KVM since 5.13, arch/x86/kvm/hyperv.c: what is on the page is made of the clock in ns, with a factor of 32 bits, that
 * guests of the other kind get.
 */
#include "x86.h"
#include "hyperv.h"
#include <linux/kvm_host.h>
#include <asm/mshyperv.h>

static bool compute_tsc_page_parameters(struct pvclock_vcpu_time_info *clock,
					struct ms_hyperv_tsc_page *next)
{
	if (!(clock->flags & PVCLOCK_TSC_STABLE_BIT))
		return false;
	if (clock->tsc_to_system_mul >= 100ull << (32 - clock->tsc_shift))
		return false;
	next->tsc_scale =
		mul_u64_u32_div(1ULL << (32 + clock->tsc_shift), clock->tsc_to_system_mul, 100);
	next->tsc_offset = clock->system_time;
	do_div(next->tsc_offset, 100);
	next->tsc_offset -= mul_u64_u64_shr(clock->tsc_timestamp, next->tsc_scale, 64);
	return true;
}

void kvm_hv_setup_tsc_page(struct kvm *kvm, struct pvclock_vcpu_time_info *clock)
{
	struct kvm_hv *hv = to_kvm_hv(kvm);
	u32 sequence;
	u64 gfn;

	BUILD_BUG_ON(sizeof(sequence) != sizeof(hv->tsc_ref.tsc_sequence));
	mutex_lock(&hv->hv_lock);
	if (hv->hv_tsc_page_status == HV_TSC_PAGE_BROKEN ||
	    hv->hv_tsc_page_status == HV_TSC_PAGE_SET ||
	    hv->hv_tsc_page_status == HV_TSC_PAGE_UNSET)
		goto out;
	if (!(hv->hv_tsc_page & HV_X64_MSR_TSC_REFERENCE_ENABLE))
		goto out;
	gfn = hv->hv_tsc_page >> HV_X64_MSR_TSC_REFERENCE_ADDRESS_SHIFT;
	if (kvm_read_guest(kvm, gfn_to_gpa(gfn), &sequence, sizeof(sequence)))
		goto broken;
	if (sequence && hv->hv_tsc_page_status != HV_TSC_PAGE_GUEST_CHANGED &&
	    hv->hv_tsc_emulation_control) {
		hv->hv_tsc_page_status = HV_TSC_PAGE_SET;
		goto out;
	}

	hv->tsc_ref.tsc_sequence = 0;
	if (kvm_write_guest(kvm, gfn_to_gpa(gfn), &hv->tsc_ref, sizeof(sequence)) ||
	    !compute_tsc_page_parameters(clock, &hv->tsc_ref))
		goto broken;
	smp_wmb(); /* invalid, then the fields */
	if (kvm_write_guest(kvm, gfn_to_gpa(gfn), &hv->tsc_ref, sizeof(hv->tsc_ref)))
		goto broken;
	sequence++;
	if (sequence == 0xffffffff || !sequence)
		sequence = 1;
	smp_wmb(); /* the fields, then valid */
	hv->tsc_ref.tsc_sequence = sequence;
	if (kvm_write_guest(kvm, gfn_to_gpa(gfn), &hv->tsc_ref, sizeof(sequence)))
		goto broken;
	hv->hv_tsc_page_status = HV_TSC_PAGE_SET;
	goto out;
broken:
	hv->hv_tsc_page_status = HV_TSC_PAGE_BROKEN;
out:
	mutex_unlock(&hv->hv_lock);
}
