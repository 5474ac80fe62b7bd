/*
 * pvclock-odd-even, whose block copy brings all other bytes back as they were: but at one version, or once its
 * flags say so, it is not odd while it writes.
 */
#include "format.h"

static __always_inline void copy(struct pvclock_page *page, const struct pvclock_params *next,
				 bool odd, u8 flags)
{
	struct pvclock_page image = *page;
	u32 version = image.version;

	image.version = odd ? version + 1 : version;
	image.tsc_timestamp = next->tsc_timestamp;
	image.system_time = next->system_time;
	image.tsc_to_system_mul = next->tsc_to_system_mul;
	image.tsc_shift = next->tsc_shift;
	image.flags = flags;
	if (odd)
		WRITE_ONCE(page->version, image.version);
	smp_wmb(); /* odd before the fields; pairs with the guest's second rmb */
	memcpy(page, &image, sizeof(image));
	smp_wmb(); /* the fields before even; pairs with the guest's first rmb */
	WRITE_ONCE(page->version, version + 2);
}

static void pv_no_odd_at_28(struct pvclock_page *page, const struct pvclock_params *next)
{
	copy(page, next, READ_ONCE(page->version) != 28, page->flags);
}

static void pv_no_odd_at_1000(struct pvclock_page *page, const struct pvclock_params *next)
{
	copy(page, next, READ_ONCE(page->version) != 1000, page->flags);
}

/* KVM's: a guest was paused, say. Nothing comes of it here. */
static void pv_ors_a_flag(struct pvclock_page *page, const struct pvclock_params *next)
{
	copy(page, next, true, page->flags | 2);
}

/* One flag more in each update, and with six of them no odd version any more. */
static void pv_steered_by_flags(struct pvclock_page *page, const struct pvclock_params *next)
{
	u8 flags = page->flags;

	copy(page, next, (flags & 0x7e) != 0x7e, flags | (u8)((flags | 1) + 1));
}

#define HOST(id) DEFINE_HOST(pvclock, id, .publish = id, .legal_start = even, .origin = "tests")

HOST(pv_no_odd_at_28);
HOST(pv_no_odd_at_1000);
HOST(pv_ors_a_flag);
HOST(pv_steered_by_flags);
