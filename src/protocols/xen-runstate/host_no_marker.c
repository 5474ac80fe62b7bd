/* no-marker: the whole structure in one block copy; state_entry_time may be new before the rest is. */
#include "format.h"

static void publish(struct xen_runstate_page *page, const struct xen_runstate_params *next)
{
	struct xen_runstate_page image = runstate_marked(next);

	image.state_entry_time &= ~RUNSTATE_UPDATE;
	memcpy(page, &image, sizeof(image));
}

DEFINE_HOST(xen_runstate, no_marker, .publish = publish, .legal_start = any_sequence,
	    .origin = "Xen before 2529c850ea48 (2016), and since for guests that do not ask",
	    .ran = "Xen");
