/*
 * Hosts that mean to clear a flag beside the update. One does so before its block copy brings the flag
 * back; the other in the copy itself.
 */
#include "format.h"

static struct pvclock_page image_of(const struct pvclock_page *page,
				    const struct pvclock_params *next, u8 flags)
{
	struct pvclock_page image = *page;

	image.version = (image.version + 1) | 1;
	image.tsc_timestamp = next->tsc_timestamp;
	image.system_time = next->system_time;
	image.tsc_to_system_mul = next->tsc_to_system_mul;
	image.tsc_shift = next->tsc_shift;
	image.flags = flags;
	return image;
}

static void clears_too_early(struct pvclock_page *page, const struct pvclock_params *next)
{
	struct pvclock_page image = image_of(page, next, 1);

	WRITE_ONCE(page->version, image.version);
	page->flags &= (u8)~1;
	smp_wmb(); /* odd before the fields; pairs with the guest's first rmb */
	memcpy(page, &image, sizeof(image));
	smp_wmb(); /* the fields before even; pairs with the guest's second rmb */
	WRITE_ONCE(page->version, image.version + 1);
}

static void clears_in_time(struct pvclock_page *page, const struct pvclock_params *next)
{
	struct pvclock_page image = image_of(page, next, page->flags & (u8)~1);

	WRITE_ONCE(page->version, image.version);
	smp_wmb(); /* odd before the fields; pairs with the guest's first rmb */
	memcpy(page, &image, sizeof(image));
	smp_wmb(); /* the fields before even; pairs with the guest's second rmb */
	WRITE_ONCE(page->version, image.version + 1);
}

DEFINE_HOST(pvclock, clears_too_early, .publish = clears_too_early, .legal_start = even,
	    .origin = "tests");
DEFINE_HOST(pvclock, clears_in_time, .publish = clears_in_time, .legal_start = even,
	    .origin = "tests");
