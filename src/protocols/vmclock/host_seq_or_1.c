/*
 * seq-or-1: an odd count while the fields are written, one by one, and the next even one behind them. The VMClock
 * device of QEMU and Firecracker, with a time.
 */
#include "format.h"

static void publish(struct vmclock_page *page, const struct vmclock_params *next)
{
	u32 count = READ_ONCE(page->seq_count) | 1;

	WRITE_ONCE(page->seq_count, count);
	smp_wmb(); /* odd before the fields; pairs with the guest's second rmb */
	WRITE_ONCE(page->counter_value, next->counter_value);
	WRITE_ONCE(page->counter_period_frac_sec, next->counter_period_frac_sec);
	WRITE_ONCE(page->counter_period_shift, next->counter_period_shift);
	WRITE_ONCE(page->time_sec, next->time_sec);
	WRITE_ONCE(page->time_frac_sec, next->time_frac_sec);
	smp_wmb(); /* the fields before even; pairs with the guest's first rmb */
	WRITE_ONCE(page->seq_count, count + 1);
}

DEFINE_HOST(vmclock, seq_or_1, .publish = publish, .legal_start = even,
	    .origin = "QEMU hw/acpi/vmclock.c, Firecracker vmclock.rs", .ran = "QEMU, Firecracker");
