/* The multiplier is stored in two halves, plainly, which come to be seen in any order. */
#include "format.h"

static void mul_halves(struct pvclock_page *page, const struct pvclock_params *next)
{
	u32 version = (READ_ONCE(page->version) + 1) | 1;
	u16 *halves = (u16 *)&page->tsc_to_system_mul;

	WRITE_ONCE(page->version, version);
	smp_wmb(); /* odd before the fields; pairs with the guest's second rmb */
	WRITE_ONCE(page->tsc_timestamp, next->tsc_timestamp);
	WRITE_ONCE(page->system_time, next->system_time);
	WRITE_ONCE(page->tsc_shift, next->tsc_shift);
	barrier();
	halves[0] = (u16)next->tsc_to_system_mul;
	halves[1] = (u16)(next->tsc_to_system_mul >> 16);
	smp_wmb(); /* the fields before even; pairs with the guest's first rmb */
	WRITE_ONCE(page->version, version + 1);
}

DEFINE_HOST(pvclock, mul_halves, .publish = mul_halves, .legal_start = even, .origin = "tests");
