/* Who has put back what; see ledger.h. */
#include "stress/race/ledger.h"

/* Others store to it meanwhile: whether one did is what the ledger tells. */
static __attribute__((no_sanitize("thread"))) void peek(const struct ledger_side *side, u8 *bytes)
{
	const volatile u8 *page = side->ledger->page + side->offset;

	for (unsigned int i = 0; i < side->size; i++)
		bytes[i] = page[i];
}

static void forget(struct ledger_side *side)
{
	for (unsigned int i = 0; i < side->size; i++)
		side->bytes[side->offset + i].round = side->round - 1;
}

static void note_load(struct ledger_side *side)
{
	for (unsigned int i = 0; i < side->size; i++) {
		struct ledger_byte *byte = &side->bytes[side->offset + i];

		byte->round = side->round;
		byte->was = byte->last = side->before[i];
		byte->changed = 0;
	}
}

/* Of the bits that the other side has changed those that are by now what they were before. */
static void note_store(struct ledger_side *side, const u8 *after)
{
	for (unsigned int i = 0; i < side->size; i++) {
		struct ledger_byte *byte = &side->bytes[side->offset + i];
		u8 before = side->before[i], bits;

		if (byte->round != side->round)
			continue;
		byte->changed |= byte->last ^ before;
		bits = (u8)(byte->changed & (before ^ byte->was) & ~(after[i] ^ byte->was));
		byte->changed &= (u8) ~(before ^ after[i]);
		byte->last = after[i];
		if (!bits)
			continue;
		atomic_store(&side->newest, (u32)(side->offset + i) << 8 | bits);
		atomic_fetch_add(&side->found, 1);
	}
}

void ledger_begin(struct ledger_side *side, enum ledger_access access, const void *at, size_t size)
{
	struct ledger *ledger = side->ledger;
	size_t offset = (size_t)((const u8 *)at - ledger->page);
	u64 done;

	ledger_end(side);
	if (offset >= ledger->size)
		return;
	side->access = access;
	side->offset = (u16)offset;
	side->size = 0;
	if (offset < LEDGER_BYTES)
		side->size = (u8)(size < LEDGER_BYTES - offset ? size : LEDGER_BYTES - offset);
	if (access == LEDGER_LOAD) {
		done = atomic_load(&ledger->done);
		side->begun = atomic_load(&ledger->begun);
	} else {
		side->begun = atomic_fetch_add(&ledger->begun, 1);
		done = atomic_load(&ledger->done);
	}
	side->known = done == side->begun && access != LEDGER_LOCKED &&
		      side->size <= sizeof(side->before);
	if (side->known)
		peek(side, side->before);
}

void ledger_end(struct ledger_side *side)
{
	struct ledger *ledger = side->ledger;
	enum ledger_access access = side->access;
	u8 after[sizeof(side->before)];

	side->access = LEDGER_NONE;
	if (!access)
		return;
	barrier();
	if (access == LEDGER_STORE && side->known)
		peek(side, after);
	side->known = side->known &&
		      atomic_load(&ledger->begun) == side->begun + (access == LEDGER_STORE);
	if (access != LEDGER_LOAD)
		atomic_fetch_add(&ledger->done, 1);
	if (!side->known)
		forget(side);
	else if (access == LEDGER_LOAD)
		note_load(side);
	else
		note_store(side, after);
}

void ledger_round(struct ledger_side *side)
{
	ledger_end(side);
	side->round += 2; /* one before it is none */
}

bool ledger_rests(const struct ledger *ledger, u64 *stores)
{
	*stores = atomic_load(&ledger->done); /* the first: it never overtakes the other one */
	return atomic_load(&ledger->begun) == *stores;
}

u64 ledger_take(struct ledger_side *side, struct race_put_back *back)
{
	u64 n = atomic_exchange(&side->found, 0);
	u32 newest = atomic_load(&side->newest);

	back->byte = (u16)(newest >> 8);
	back->bits = (u8)newest;
	return n;
}
