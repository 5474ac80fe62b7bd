/*
 * vm-plain-tsc: as vm-ordered, with a TSC that nothing orders: it may be sampled after the recheck. Linux's reader, which
 * asks get_cycles().
 */
#include "format.h"

static bool vmclock_read(const struct vmclock_page *page, u64 *time)
{
	u32 count;

	do {
		count = READ_ONCE(page->seq_count) & ~1u;
		smp_rmb(); /* the count before the fields; pairs with the host's last wmb */
		if (page->clock_status == VMCLOCK_UNRELIABLE)
			return false;
		*time = vmclock_ns(rdtsc() - page->counter_value, page->counter_period_frac_sec,
				   page->counter_period_shift, page->time_sec, page->time_frac_sec);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->seq_count) != count);
	return true;
}

DEFINE_GUEST(vmclock, vm_plain_tsc, .read = vmclock_read,
	     .origin = "Linux drivers/ptp/ptp_vmclock.c (2024)", .ran = "any");
