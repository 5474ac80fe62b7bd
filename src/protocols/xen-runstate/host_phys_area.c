/* phys-area: state_entry_time with its mark, the whole structure with the mark, state_entry_time without it. */
#include "format.h"

static void publish(struct xen_runstate_page *page, const struct xen_runstate_params *next)
{
	struct xen_runstate_page image = runstate_marked(next);

	WRITE_ONCE(page->state_entry_time, image.state_entry_time);
	smp_wmb(); /* the mark before the rest; pairs with the guest's second rmb */
	memcpy(page, &image, sizeof(image));
	smp_wmb(); /* the rest before the end; pairs with the guest's first rmb */
	WRITE_ONCE(page->state_entry_time, next->state_entry_time);
}

DEFINE_HOST(xen_runstate, phys_area, .publish = publish, .legal_start = any_sequence,
	    .origin = "Xen xen/common/domain.c, update_runstate_area(), areas by physical address",
	    .ran = "Xen");
