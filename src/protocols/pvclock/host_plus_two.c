/*
 * plus-two: the whole structure, version + 2 included, in one block copy: the version is even
 * throughout and may be stored first, last or in between. KVM before 2015.
 */
#include "format.h"

static void publish(struct pvclock_page *page, const struct pvclock_params *next)
{
	struct pvclock_page image = *page;

	image.version += 2;
	image.tsc_timestamp = next->tsc_timestamp;
	image.system_time = next->system_time;
	image.tsc_to_system_mul = next->tsc_to_system_mul;
	image.tsc_shift = next->tsc_shift;
	memcpy(page, &image, sizeof(image));
}

DEFINE_HOST(pvclock, plus_two, .publish = publish, .legal_start = even, .origin = "KVM before 2015",
	    .ran = "KVM");
