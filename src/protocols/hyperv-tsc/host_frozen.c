/*
 * frozen: single-store while every vCPU is paused. The question of the LKML thread of February
 * 2017 (does the host freeze all vCPUs?); Xen's resume path does.
 */
#include "format.h"

static void publish(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence) + 1;

	if (!sequence)
		sequence = 1;
	freeze_vcpus(FREEZE_ALL);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb(); /* the fields before the sequence; idle while the freeze holds */
	WRITE_ONCE(page->sequence, sequence);
	thaw_vcpus();
}

DEFINE_HOST(hyperv_tsc, frozen, .publish = publish, .legal_start = not_zero,
	    .origin = "A. Lutomirski's question, LKML 2017-02; Xen viridian, resume", .ran = "Xen");
