/*
 * update-vsyscall: a sequence lock: odd, the fields, even, with write barriers. What ticks and clock_settime() do on one CPU
 * while all others read.
 */
#include "format.h"

static void publish(struct vdso_data_page *page, const struct vdso_data_params *next)
{
	u32 seq = READ_ONCE(page->seq);

	WRITE_ONCE(page->seq, seq + 1);
	smp_wmb(); /* odd before the fields; pairs with the guest's second rmb */
	WRITE_ONCE(page->clock_mode, VDSO_CLOCKMODE_TSC);
	WRITE_ONCE(page->cycle_last, next->cycle_last);
	WRITE_ONCE(page->mult, next->mult);
	WRITE_ONCE(page->shift, next->shift);
	WRITE_ONCE(page->sec, next->sec);
	WRITE_ONCE(page->nsec, next->nsec);
	smp_wmb(); /* the fields before even; pairs with the guest's first rmb */
	WRITE_ONCE(page->seq, seq + 2);
}

DEFINE_HOST(
	vdso_data, update_vsyscall, .publish = publish, .legal_start = even,
	.origin = "Linux kernel/time/vsyscall.c, update_vsyscall(); include/vdso/helpers.h (2020)",
	.ran = "Linux");
