/*
 * vm-ordered: takes the count without its low bit and asks for exactly that again at the end, so an odd one never
 * passes. As ptp_vmclock, with a TSC that is ordered behind the loads before it.
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
		*time = vmclock_ns(rdtsc_ordered() - page->counter_value,
				   page->counter_period_frac_sec, page->counter_period_shift,
				   page->time_sec, page->time_frac_sec);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->seq_count) != count);
	return true;
}

DEFINE_GUEST(vmclock, vm_ordered, .read = vmclock_read,
	     .origin = "as Linux drivers/ptp/ptp_vmclock.c, with an ordered TSC");
