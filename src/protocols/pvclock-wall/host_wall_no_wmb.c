/*
 * wall-no-wmb: an odd version, the whole structure with the odd version in it, an even version: three copies to the guest, each a
 * call, with nothing between them that other CPUs than x86 would need. KVM, which is x86.
 */
#include "format.h"

static void publish(struct pvclock_wall_page *page, const struct pvclock_wall_params *next)
{
	struct pvclock_wall_page image = {.sec = next->sec, .nsec = next->nsec};

	image.version = READ_ONCE(page->version);
	if (image.version & 1)
		image.version++; /* what a page held before its first write may be odd */
	image.version++;
	WRITE_ONCE(page->version, image.version);
	barrier(); /* the call: the compiler keeps the order, the CPU need not */
	memcpy(page, &image, sizeof(image));
	barrier();
	WRITE_ONCE(page->version, image.version + 1);
}

DEFINE_HOST(pvclock_wall, wall_no_wmb, .publish = publish, .legal_start = even,
	    .origin = "KVM arch/x86/kvm/x86.c, kvm_write_wall_clock() since 2010", .ran = "KVM");
