/*
 * runstate-halves: as runstate-ordered, with state_entry_time in halves: the high one, the low one, the high one again, and no
 * barrier between them.
 */
#include "format.h"

static u64 entry_time(const struct xen_runstate_page *page)
{
	const u32 *halves = (const u32 *)&page->state_entry_time;
	u32 high, low;

	do {
		high = READ_ONCE(halves[1]);
		low = READ_ONCE(halves[0]);
	} while (READ_ONCE(halves[1]) != high);
	return (u64)high << 32 | low;
}

static bool steal_clock(const struct xen_runstate_page *page, u64 *time)
{
	struct xen_runstate_page copy;
	u64 entered;

	do {
		entered = entry_time(page);
		smp_rmb(); /* the mark before the rest; pairs with the host's last wmb */
		copy = *page;
		smp_rmb(); /* the rest before the recheck; pairs with the host's first wmb */
	} while (entered & RUNSTATE_UPDATE || entry_time(page) != entered);
	*time = runstate_stolen(&copy);
	return true;
}

DEFINE_GUEST(xen_runstate, runstate_halves, .read = steal_clock,
	     .origin = "Linux drivers/xen/time.c on CPUs of 32 bits, get64()", .ran = "Xen");
