/*
 * OpenBSD, sys/arch/amd64/amd64/vmm_machdep.c: it asks for TSC and time when it updates, counts its updates itself, and
 * nothing orders its stores. What becomes even in the end is the version of its own that was odd.
 */
#include <sys/param.h>
#include <sys/systm.h>
#include <machine/pvclock.h>
#include <machine/vmmvar.h>

int vmm_update_pvclock(struct vcpu *vcpu)
{
	struct vm *vm = vcpu->vc_parent;
	struct pvclock_time_info *page;
	paddr_t here, there;
	struct timespec now;

	if (vcpu->vc_pvclock_system_gpa & PVCLOCK_SYSTEM_TIME_ENABLE) {
		there = vcpu->vc_pvclock_system_gpa & 0xFFFFFFFFFFFFFFF0;
		if (!pmap_extract(vm->vm_pmap, there, &here))
			return EINVAL;
		page = (void *)PMAP_DIRECT_MAP(here);

		page->ti_version = (++vcpu->vc_pvclock_version << 1) | 0x1;
		page->ti_tsc_timestamp = rdtsc();
		nanotime(&now);
		page->ti_system_time = now.tv_sec * 1000000000L + now.tv_nsec;
		page->ti_tsc_shift = 12;
		page->ti_tsc_to_system_mul = vcpu->vc_pvclock_system_tsc_mul;
		page->ti_flags = PVCLOCK_FLAG_TSC_STABLE;
		page->ti_version &= ~0x1;
	}
	return 0;
}
