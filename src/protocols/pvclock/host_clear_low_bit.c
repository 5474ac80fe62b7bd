/*
 * clear-low-bit: sets the version to 2n + 1, writes, and ends by clearing the low bit, so that the
 * even version repeats the one that a masking reader took while it was odd.
 */
#include "format.h"

static void publish(struct pvclock_page *page, const struct pvclock_params *next)
{
	u32 version = ((READ_ONCE(page->version) | 1) + 2) | 1;

	WRITE_ONCE(page->version, version);
	smp_wmb(); /* odd before the fields; pairs with the guest's second rmb */
	WRITE_ONCE(page->tsc_timestamp, next->tsc_timestamp);
	WRITE_ONCE(page->system_time, next->system_time);
	WRITE_ONCE(page->tsc_to_system_mul, next->tsc_to_system_mul);
	WRITE_ONCE(page->tsc_shift, next->tsc_shift);
	smp_wmb(); /* the fields before even; pairs with the guest's first rmb */
	WRITE_ONCE(page->version, version & ~1u);
}

DEFINE_HOST(pvclock, clear_low_bit, .publish = publish, .legal_start = even,
	    .origin = "a vmm derived from OpenBSD's", .ran = "a vmm");
