/*
 * seq-first: the whole structure in one block copy, the new sequence at its front, and nothing says that it is being written. A copy may
 * be made in any order.
 */
#include "format.h"

static void publish(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	struct hyperv_tsc_page image = {.scale = next->scale, .offset = next->offset};
	u32 sequence = READ_ONCE(page->sequence);

	image.sequence = sequence < 0xfffffffe ? sequence + 1 : 1;
	memcpy(page, &image, sizeof(image));
}

DEFINE_HOST(hyperv_tsc, seq_first, .publish = publish, .legal_start = not_zero_nor_ones,
	    .origin =
		    "VirtualBox src/VBox/VMM/VMMR3/GIMHv.cpp (2023), gimR3HvEnableTscPage(); found "
		    "by reading",
	    .ran = "VirtualBox");
