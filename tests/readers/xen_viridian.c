/*
 * Xen, xen/arch/x86/hvm/viridian/time.c: the fields, then the sequence, once, past 0 and all ones. Right
 * only while no vCPU runs.
 */
#include <xen/sched.h>
#include <xen/domain_page.h>
#include <asm/event.h>

static void update_reference_tsc(HV_REFERENCE_TSC_PAGE *page, u64 scale, s64 offset)
{
	uint32_t sequence = page->TscSequence + 1;

	if (!host_tsc_is_safe()) {
		page->TscSequence = 0;
		return;
	}
	page->TscScale = scale;
	page->TscOffset = offset;
	smp_wmb(); /* the fields, then the sequence */
	page->TscSequence = sequence && sequence != 0xffffffff ? sequence : 1;
}
