/*
 * vsyscall-no-wmb: as update-vsyscall, with the compiler's order alone. x86 keeps the order of stores, other CPUs do not.
 */
#include "format.h"

static void publish(struct vdso_data_page *page, const struct vdso_data_params *next)
{
	u32 seq = READ_ONCE(page->seq);

	WRITE_ONCE(page->seq, seq + 1);
	barrier();
	WRITE_ONCE(page->clock_mode, VDSO_CLOCKMODE_TSC);
	WRITE_ONCE(page->cycle_last, next->cycle_last);
	WRITE_ONCE(page->mult, next->mult);
	WRITE_ONCE(page->shift, next->shift);
	WRITE_ONCE(page->sec, next->sec);
	WRITE_ONCE(page->nsec, next->nsec);
	barrier();
	WRITE_ONCE(page->seq, seq + 2);
}

DEFINE_HOST(vdso_data, vsyscall_no_wmb, .publish = publish, .legal_start = even,
	    .origin = "update-vsyscall without its barriers");
