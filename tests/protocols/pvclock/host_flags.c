/* says_stable sets flags, bit 0, in every update; never_stable clears it. */
#include "format.h"

static __always_inline void store(struct pvclock_page *page, const struct pvclock_params *next,
				  u8 flags)
{
	u32 version = READ_ONCE(page->version) | 1;

	WRITE_ONCE(page->version, version);
	smp_wmb(); /* odd before the fields; pairs with the guest's second rmb */
	page->tsc_timestamp = next->tsc_timestamp;
	page->system_time = next->system_time;
	page->tsc_to_system_mul = next->tsc_to_system_mul;
	page->tsc_shift = next->tsc_shift;
	page->flags = flags;
	smp_wmb(); /* the fields before even; pairs with the guest's first rmb */
	WRITE_ONCE(page->version, version + 1);
}

static void set(struct pvclock_page *page, const struct pvclock_params *next)
{
	store(page, next, 1);
}

static void clear(struct pvclock_page *page, const struct pvclock_params *next)
{
	store(page, next, 0);
}

DEFINE_HOST(pvclock, says_stable, .publish = set, .legal_start = even);
DEFINE_HOST(pvclock, never_stable, .publish = clear, .legal_start = even);
