/*
 * unfenced-at-36: as pvclock-odd-even, but at version 36 it leaves out its barriers. Torn in weak by a log of
 * eighteen updates or more from version 2, and by no shorter one.
 */
#include "format.h"

static void publish(struct pvclock_page *page, const struct pvclock_params *next)
{
	struct pvclock_page image = *page;
	bool fenced = image.version != 36;

	image.version = (image.version + 1) | 1;
	image.tsc_timestamp = next->tsc_timestamp;
	image.system_time = next->system_time;
	image.tsc_to_system_mul = next->tsc_to_system_mul;
	image.tsc_shift = next->tsc_shift;
	WRITE_ONCE(page->version, image.version);
	if (fenced)
		smp_wmb(); /* odd before the fields; pairs with the guest's second rmb */
	memcpy(page, &image, sizeof(image));
	if (fenced)
		smp_wmb(); /* the fields before even; pairs with the guest's first rmb */
	WRITE_ONCE(page->version, image.version + 1);
}

DEFINE_HOST(pvclock, unfenced_at_36, .publish = publish, .legal_start = even, .origin = "tests");
