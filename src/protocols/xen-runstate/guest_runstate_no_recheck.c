/* runstate-no-recheck: waits until there is no mark, and does not look at it again. */
#include "format.h"

static bool steal_clock(const struct xen_runstate_page *page, u64 *time)
{
	while (READ_ONCE(page->state_entry_time) & RUNSTATE_UPDATE)
		cpu_relax();
	smp_rmb(); /* the mark before the rest; pairs with the host's last wmb */
	*time = page->time[RUNSTATE_RUNNABLE] + page->time[RUNSTATE_OFFLINE];
	return true;
}

DEFINE_GUEST(xen_runstate, runstate_no_recheck, .read = steal_clock,
	     .origin = "runstate-ordered without its end");
