/*
 * vsyscall-mult-late: as update-vsyscall, but the rate follows when the even sequence stands already: who reads before that
 * extrapolates from the new base at the old rate.
 */
#include "format.h"

static void publish(struct vdso_data_page *page, const struct vdso_data_params *next)
{
	u32 seq = READ_ONCE(page->seq);

	WRITE_ONCE(page->seq, seq + 1);
	smp_wmb(); /* odd before the fields; pairs with the guest's second rmb */
	WRITE_ONCE(page->clock_mode, VDSO_CLOCKMODE_TSC);
	WRITE_ONCE(page->cycle_last, next->cycle_last);
	WRITE_ONCE(page->shift, next->shift);
	WRITE_ONCE(page->sec, next->sec);
	WRITE_ONCE(page->nsec, next->nsec);
	smp_wmb(); /* the fields before even; pairs with the guest's first rmb */
	WRITE_ONCE(page->seq, seq + 2);
	WRITE_ONCE(page->mult, next->mult);
}

DEFINE_HOST(vdso_data, vsyscall_mult_late, .publish = publish, .legal_start = even,
	    .origin = "what update-vsyscall is not");
