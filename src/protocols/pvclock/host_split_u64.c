/*
 * split-u64: as pvclock-odd-even, with the fields of 64 bits in two halves, as a host of 32 bits stores them. Right with who goes by the
 * version; for others a time may be 2^32 ns, 4.3 s, off.
 */
#include "format.h"

static void store_halves(u64 *place, u64 value)
{
	u32 *halves = (u32 *)place;

	WRITE_ONCE(halves[0], (u32)value);
	WRITE_ONCE(halves[1], (u32)(value >> 32));
}

static void publish(struct pvclock_page *page, const struct pvclock_params *next)
{
	u32 version = (READ_ONCE(page->version) + 1) | 1;

	WRITE_ONCE(page->version, version);
	smp_wmb(); /* odd before the fields; pairs with the guest's second rmb */
	store_halves((u64 *)((u8 *)page + offsetof(struct pvclock_page, tsc_timestamp)),
		     next->tsc_timestamp);
	store_halves((u64 *)((u8 *)page + offsetof(struct pvclock_page, system_time)),
		     next->system_time);
	WRITE_ONCE(page->tsc_to_system_mul, next->tsc_to_system_mul);
	WRITE_ONCE(page->tsc_shift, next->tsc_shift);
	smp_wmb(); /* the fields before even; pairs with the guest's first rmb */
	WRITE_ONCE(page->version, version + 1);
}

DEFINE_HOST(pvclock, split_u64, .publish = publish, .legal_start = even,
	    .origin = "any host of 32 bits");
