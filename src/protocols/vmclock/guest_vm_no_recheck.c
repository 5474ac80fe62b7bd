/*
 * vm-no-recheck: waits for an even count, and does not look at it again, so the fields may be of two updates.
 */
#include "format.h"

static bool vmclock_read(const struct vmclock_page *page, u64 *time)
{
	while (READ_ONCE(page->seq_count) & 1)
		cpu_relax();
	smp_rmb(); /* the count before the fields; pairs with the host's last wmb */
	if (page->clock_status == VMCLOCK_UNRELIABLE)
		return false;
	*time = vmclock_ns(rdtsc_ordered() - page->counter_value, page->counter_period_frac_sec,
			   page->counter_period_shift, page->time_sec, page->time_frac_sec);
	return true;
}

DEFINE_GUEST(vmclock, vm_no_recheck, .read = vmclock_read, .origin = "vm-ordered without its end");
