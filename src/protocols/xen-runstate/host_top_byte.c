/* top-byte: as phys-area, but the mark comes and goes with a store of the byte that it is in. */
#include "format.h"

static void publish(struct xen_runstate_page *page, const struct xen_runstate_params *next)
{
	struct xen_runstate_page image = runstate_marked(next);
	u8 *top = (u8 *)&page->state_entry_time + 7;

	WRITE_ONCE(*top, (u8)(image.state_entry_time >> 56));
	smp_wmb(); /* the mark before the rest; pairs with the guest's second rmb */
	memcpy(page, &image, sizeof(image));
	smp_wmb(); /* the rest before the end; pairs with the guest's first rmb */
	WRITE_ONCE(*top, (u8)(next->state_entry_time >> 56));
}

DEFINE_HOST(xen_runstate, top_byte, .publish = publish, .legal_start = any_sequence,
	    .origin = "Xen since 2529c850ea48 (2016), areas by virtual address, if the guest asks "
		      "for the mark",
	    .ran = "Xen");
