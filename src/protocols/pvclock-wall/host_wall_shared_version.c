/*
 * wall-shared-version: KVM of 2008 counted versions in one static variable for all virtual machines. Here another machine's
 * write begins in the middle of each of ours and takes a number, so that a version is left odd, or is even while the host writes.
 */
#include "format.h"

static void publish(struct pvclock_wall_page *page, const struct pvclock_wall_params *next)
{
	struct pvclock_wall_page image = {.sec = next->sec, .nsec = next->nsec};

	image.version = READ_ONCE(page->version) + 1;
	WRITE_ONCE(page->version, image.version);
	barrier(); /* the call that copies to the guest */
	memcpy(page, &image, sizeof(image));
	barrier();
	image.version++; /* for the other machine's page */
	WRITE_ONCE(page->version, image.version + 1);
}

DEFINE_HOST(pvclock_wall, wall_shared_version, .publish = publish, .legal_start = even,
	    .origin = "KVM arch/x86/kvm/x86.c, kvm_write_wall_clock(), 2008", .ran = "KVM");
