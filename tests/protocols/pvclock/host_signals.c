/*
 * Hosts that tell a guest that it was stopped: flags, bit 1, which the guest clears. With a locked operation, by loading
 * and storing the byte, with the byte as they mean it, whatever is there; and with bit 0 set in turn. And
 * one that sets the flag at sequences alone from which bit 3 is set.
 */
#include "format.h"

enum how { LOCKED, LOADED, BLIND, IN_TURN, RARELY };

static __always_inline void signals(struct pvclock_page *page, const struct pvclock_params *next,
				    enum how how)
{
	u32 version = READ_ONCE(page->version) | 1;

	WRITE_ONCE(page->version, version);
	smp_wmb(); /* odd before the fields; pairs with the guest's second rmb */
	page->tsc_timestamp = next->tsc_timestamp;
	page->system_time = next->system_time;
	page->tsc_to_system_mul = next->tsc_to_system_mul;
	page->tsc_shift = next->tsc_shift;
	if (how == LOCKED)
		__atomic_fetch_or(&page->flags, version & 2 ? 2 : 0, __ATOMIC_RELAXED);
	else if (how == LOADED)
		WRITE_ONCE(page->flags, READ_ONCE(page->flags) | (version & 2 ? 2 : 0));
	else if (how == RARELY)
		__atomic_fetch_or(&page->flags, version & 8 ? 2 : 0, __ATOMIC_RELAXED);
	else if (how == BLIND)
		WRITE_ONCE(page->flags, 2);
	else
		WRITE_ONCE(page->flags, version & 2 ? 2 : 3);
	smp_wmb(); /* the fields before even; pairs with the guest's first rmb */
	WRITE_ONCE(page->version, version + 1);
}

static void locked(struct pvclock_page *page, const struct pvclock_params *next)
{
	signals(page, next, LOCKED);
}

static void loaded(struct pvclock_page *page, const struct pvclock_params *next)
{
	signals(page, next, LOADED);
}

static void blind(struct pvclock_page *page, const struct pvclock_params *next)
{
	signals(page, next, BLIND);
}

static void in_turn(struct pvclock_page *page, const struct pvclock_params *next)
{
	signals(page, next, IN_TURN);
}

static void rarely(struct pvclock_page *page, const struct pvclock_params *next)
{
	signals(page, next, RARELY);
}

DEFINE_HOST(pvclock, signals_rarely, .publish = rarely, .legal_start = even, .origin = "tests");
DEFINE_HOST(pvclock, signals_locked, .publish = locked, .legal_start = even, .origin = "tests");
DEFINE_HOST(pvclock, signals_loaded, .publish = loaded, .legal_start = even, .origin = "tests");
DEFINE_HOST(pvclock, signals_blind, .publish = blind, .legal_start = even, .origin = "tests");
DEFINE_HOST(pvclock, signals_in_turn, .publish = in_turn, .legal_start = even, .origin = "tests");
