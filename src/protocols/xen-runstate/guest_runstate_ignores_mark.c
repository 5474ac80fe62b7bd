/* runstate-ignores-mark: the same state_entry_time before and behind the copy, marked or not. Linux before 2016, which read its own area alone. */
#include "format.h"

static bool steal_clock(const struct xen_runstate_page *page, u64 *time)
{
	struct xen_runstate_page copy;
	u64 entered;

	do {
		entered = READ_ONCE(page->state_entry_time);
		smp_rmb(); /* it before the rest; pairs with the host's last wmb */
		copy = *page;
		smp_rmb(); /* the rest before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->state_entry_time) != entered);
	*time = runstate_stolen(&copy);
	return true;
}

DEFINE_GUEST(
	xen_runstate, runstate_ignores_mark, .read = steal_clock,
	.origin =
		"Linux drivers/xen/time.c before the mark (2016), had it read another vCPU's area");
