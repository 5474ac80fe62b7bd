/*
 * Stores to the page that are put back: the host and each reader enter every access of theirs to the page, before it is made
 * and when it is over. Where one side has changed bits of a byte since the other loaded it, and a store of that one, in the
 * same update or read, makes them what they were, it is known for sure.
 *
 * What a load found, and what was there before a store and behind it, is taken from the page beside the access, and counts
 * only if no other store was under way meanwhile. What is not known is passed over: so is a change that
 * was taken back before the store. A locked operation loads and stores at once, and puts nothing back. All
 * accesses of both sides must be of the build that calls; the first LEDGER_BYTES of the page are looked at.
 */
#ifndef STRESS_LEDGER_H
#define STRESS_LEDGER_H

#include <stdatomic.h>

#include "stress/judge/tally.h"

#define LEDGER_BYTES 256

/* Stores of all, by their number. */
struct ledger {
	const u8 *page;
	size_t size;
	_Alignas(64) _Atomic u64 begun, done;
};

enum ledger_access { LEDGER_NONE, LEDGER_LOAD, LEDGER_STORE, LEDGER_LOCKED };

/* A byte of the page, as one side knows it. */
struct ledger_byte {
	u32 round; /* in which it was loaded: nothing is known of it in another one */
	u8 was;	   /* as it was loaded */
	u8 last;   /* at the last access */
	u8 changed; /* bits that the other side has turned since it was loaded, and this one not since then */
};

/* One side: the host, or a reader. Only its thread touches it, but for found and the last one. */
struct ledger_side {
	struct ledger *ledger;
	u32 round; /* the update or read at hand */
	/* The access at hand: */
	enum ledger_access access;
	u16 offset;
	u8 size;
	bool known;
	u64 begun;
	u8 before[8];
	/* What it has put back: how often, and the newest: its byte in the page, shifted by 8, and its bits. */
	_Atomic u64 found;
	_Atomic u32 newest;
	struct ledger_byte bytes[LEDGER_BYTES];
};

/* Stores that are in no side's name, and may meet an access that is under way, come next, and are over. */
static inline void ledger_begin_unseen(struct ledger *ledger)
{
	atomic_fetch_add(&ledger->begun, 1);
}

static inline void ledger_end_unseen(struct ledger *ledger)
{
	atomic_fetch_add(&ledger->done, 1);
}

/* The next update or read begins, or the last one is over. */
void ledger_round(struct ledger_side *side);

/*
 * Is no store under way? *stores: so many were made. If it is the same before and after, none was meanwhile, and what is on the
 * page is what everybody sees.
 */
bool ledger_rests(const struct ledger *ledger, u64 *stores);

/* An access to size bytes at comes next, and the last one is over. Nothing to do if it is not to the page. */
void ledger_begin(struct ledger_side *side, enum ledger_access access, const void *at, size_t size);

/* The access at hand is over. */
void ledger_end(struct ledger_side *side);

/* How many it has put back since they were taken last; the newest in *back. */
u64 ledger_take(struct ledger_side *side, struct race_put_back *back);

#endif
