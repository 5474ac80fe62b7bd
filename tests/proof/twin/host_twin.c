/*
 * latch: the readers are sent to the copy that is not being written, by a count that goes on before each of the
 * two (the kernel's seqcount_latch). latch_no_wmb lets what it writes overtake that. by_turns writes one copy an
 * update, and sends the readers there when it is whole.
 */
#include "format.h"

static __always_inline void fill(struct twin_copy *copy, const struct twin_params *next)
{
	WRITE_ONCE(copy->base, next->base);
	WRITE_ONCE(copy->us, next->us);
	WRITE_ONCE(copy->per_tick, next->per_tick);
}

static void latch(struct twin_page *page, const struct twin_params *next)
{
	u32 count = READ_ONCE(page->count);

	for (u32 i = 0; i < 2; i++) {
		smp_wmb(); /* the other copy before the count; pairs with the guest's first rmb */
		WRITE_ONCE(page->count, count + 1 + i);
		smp_wmb(); /* the count before this copy; pairs with the guest's second rmb */
		fill(&page->copies[(count + i) & 1], next);
	}
}

static void latch_no_wmb(struct twin_page *page, const struct twin_params *next)
{
	u32 count = READ_ONCE(page->count);

	for (u32 i = 0; i < 2; i++) {
		smp_wmb(); /* the other copy before the count; pairs with the guest's first rmb */
		WRITE_ONCE(page->count, count + 1 + i);
		fill(&page->copies[(count + i) & 1], next);
	}
}

static void by_turns(struct twin_page *page, const struct twin_params *next)
{
	u32 count = READ_ONCE(page->count) + 1;

	smp_wmb(); /* the last count before this copy; pairs with the guest's second rmb */
	fill(&page->copies[count & 1], next);
	smp_wmb(); /* this copy before the count; pairs with the guest's first rmb */
	WRITE_ONCE(page->count, count);
}

/* by_turns with an odd count while it writes, so that no reader takes the old copy meanwhile. */
static void turns_odd_even(struct twin_page *page, const struct twin_params *next)
{
	u32 count = READ_ONCE(page->count);

	WRITE_ONCE(page->count, count + 1);
	smp_wmb(); /* odd before this copy; pairs with the guest's second rmb */
	fill(&page->copies[(count / 2 + 1) & 1], next);
	smp_wmb(); /* this copy before even; pairs with the guest's first rmb */
	WRITE_ONCE(page->count, count + 2);
}

#define HOST(id) DEFINE_HOST(twin, id, .publish = id, .legal_start = even, .origin = "tests")

HOST(latch);
HOST(latch_no_wmb);
HOST(by_turns);
HOST(turns_odd_even);
