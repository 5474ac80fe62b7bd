/*
 * Hosts that store the scale in halves: low_early inside the odd phase, which is right; low_late when
 * the sequence is even again; low_never not at all.
 */
#include "format.h"

enum when { EARLY, LATE, NEVER };

static __always_inline void store(struct hyperv_tsc_page *page,
				  const struct hyperv_tsc_params *next, enum when when)
{
	u32 *halves = (u32 *)&page->scale, sequence = READ_ONCE(page->sequence);

	WRITE_ONCE(page->sequence, sequence + 1);
	smp_wmb(); /* odd before the fields; pairs with the guest's second rmb */
	WRITE_ONCE(halves[1], (u32)(next->scale >> 32));
	if (when == EARLY)
		WRITE_ONCE(halves[0], (u32)next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb(); /* the fields before even; pairs with the guest's first rmb */
	WRITE_ONCE(page->sequence, sequence == 0xfffffffe ? 2 : sequence + 2);
	smp_wmb();
	if (when == LATE)
		WRITE_ONCE(halves[0], (u32)next->scale);
}

static void early(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	store(page, next, EARLY);
}

static void late(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	store(page, next, LATE);
}

static void never(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	store(page, next, NEVER);
}

DEFINE_HOST(hyperv_tsc, low_early, .publish = early, .legal_start = even_and_not_zero);
DEFINE_HOST(hyperv_tsc, low_late, .publish = late, .legal_start = even_and_not_zero);
DEFINE_HOST(hyperv_tsc, low_never, .publish = never, .legal_start = even_and_not_zero);
