/*
 * pvclock-odd-even: an odd version, the whole structure in one block copy, an even version. KVM
 * today, and Xen: the "similar mechanism" of the LKML thread of February 2017.
 */
#include "format.h"

static void publish(struct pvclock_page *page, const struct pvclock_params *next)
{
	struct pvclock_page image = *page;

	image.version = (image.version + 1) | 1;
	image.tsc_timestamp = next->tsc_timestamp;
	image.system_time = next->system_time;
	image.tsc_to_system_mul = next->tsc_to_system_mul;
	image.tsc_shift = next->tsc_shift;
	WRITE_ONCE(page->version, image.version);
	smp_wmb(); /* odd before the fields; pairs with the guest's second rmb */
	memcpy(page, &image, sizeof(image));
	smp_wmb(); /* the fields before even; pairs with the guest's first rmb */
	WRITE_ONCE(page->version, image.version + 1);
}

DEFINE_HOST(pvclock, pvclock_odd_even, .publish = publish, .legal_start = even,
	    .origin = "KVM arch/x86/kvm/x86.c; Xen xen/arch/x86/time.c", .ran = "KVM, Xen");
