/*
 * Hosts that freeze the vCPUs, restore their TSC and publish: set_then_thaw before they go on, which is
 * right; resume_then_set after that, so that they read the old page at the new TSC. resume_one_early holds all
 * but one until the page is set. invalid_then_resume has no valid page for those who go on before that, which
 * is right as well. keeps_faster forgets updates to a slower clock.
 */
#include "format.h"

static __always_inline void store(struct hyperv_tsc_page *page,
				  const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence) + 1;

	if (!sequence || sequence == 0xffffffff)
		sequence = 1;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb(); /* invalid before the fields; pairs with the guest's second rmb */
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb(); /* the fields before the sequence; pairs with the guest's first rmb */
	WRITE_ONCE(page->sequence, sequence);
}

static void set(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	freeze_vcpus(FREEZE_ALL);
	store(page, next);
	thaw_vcpus();
}

static void resume(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	freeze_vcpus(FREEZE_ALL);
	thaw_vcpus();
	store(page, next);
}

static void resume_one(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	freeze_vcpus(FREEZE_ALL);
	thaw_vcpus();
	freeze_vcpus(FREEZE_ALL_BUT_ONE);
	store(page, next);
	thaw_vcpus();
}

static void resume_invalid(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence) + 1;

	if (!sequence || sequence == 0xffffffff)
		sequence = 1;
	WRITE_ONCE(page->sequence, 0);
	freeze_vcpus(FREEZE_ALL);
	thaw_vcpus();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb(); /* the fields before the sequence; pairs with the guest's first rmb */
	WRITE_ONCE(page->sequence, sequence);
}

static void forget(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	if (next->scale >= page->scale)
		store(page, next);
}

DEFINE_HOST(hyperv_tsc, set_then_thaw, .publish = set, .legal_start = not_zero_nor_ones);
DEFINE_HOST(hyperv_tsc, resume_then_set, .publish = resume, .legal_start = not_zero_nor_ones);
DEFINE_HOST(hyperv_tsc, resume_one_early, .publish = resume_one, .legal_start = not_zero_nor_ones);
DEFINE_HOST(hyperv_tsc, invalid_then_resume, .publish = resume_invalid,
	    .legal_start = not_zero_nor_ones);
DEFINE_HOST(hyperv_tsc, keeps_faster, .publish = forget, .legal_start = not_zero_nor_ones);
