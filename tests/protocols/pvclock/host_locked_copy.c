/* pvclock-odd-even under a lock, for hosts that run side by side: a block copy, whose stores have no order. */
#include "format.h"

static void publish(struct pvclock_page *page, const struct pvclock_params *next)
{
	struct pvclock_page image;

	host_lock();
	image = *page;
	image.version = (image.version + 1) | 1;
	image.tsc_timestamp = next->tsc_timestamp;
	image.system_time = next->system_time;
	image.tsc_to_system_mul = next->tsc_to_system_mul;
	image.tsc_shift = next->tsc_shift;
	WRITE_ONCE(page->version, image.version);
	smp_wmb();
	memcpy(page, &image, sizeof(image));
	smp_wmb();
	WRITE_ONCE(page->version, image.version + 1);
	host_unlock();
}

DEFINE_HOST(pvclock, locked_copy, .publish = publish, .legal_start = even,
	    .origin = "made up for tests");
