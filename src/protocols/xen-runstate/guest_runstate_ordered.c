/* runstate-ordered: state_entry_time, a copy between two read barriers, state_entry_time again: the same, and not marked. */
#include "format.h"

static bool steal_clock(const struct xen_runstate_page *page, u64 *time)
{
	struct xen_runstate_page copy;
	u64 entered;

	do {
		entered = READ_ONCE(page->state_entry_time);
		smp_rmb(); /* the mark before the rest; pairs with the host's last wmb */
		copy = *page;
		smp_rmb(); /* the rest before the recheck; pairs with the host's first wmb */
	} while (entered & RUNSTATE_UPDATE || READ_ONCE(page->state_entry_time) != entered);
	*time = runstate_stolen(&copy);
	return true;
}

DEFINE_GUEST(xen_runstate, runstate_ordered, .read = steal_clock,
	     .origin = "Linux drivers/xen/time.c on CPUs of 64 bits, since 2016", .ran = "Xen");
