/*
 * States in which a read came to the head of a retry loop. Where a count of rounds and the last round's
 * loads tell all that the code carries (site.h), two executions that come there in the same state
 * go on alike, and the one that comes later can be cut.
 */
#ifndef WARPAGE_MEMO_H
#define WARPAGE_MEMO_H

#include <warpage/types.h>

#define MEMO_SLOTS (1u << 20)
#define MEMO_STATES (MEMO_SLOTS / 4) /* of one enumeration: always the same number */

struct memo {
	u64 epoch;	     /* the enumeration at hand; states of others are none */
	unsigned int n, all; /* states of it, and all in the slots */
	bool mixed;	     /* this read came round in two loops: its state is not told */
	const void *loop;
	u128 slots[MEMO_SLOTS];
};

/* Before each read: forget the states, if an enumeration starts with it. */
void memo_begin(struct memo *memo, bool first);

/* This read comes round in that loop. Has it come round in another one as well? */
bool memo_other_loop(struct memo *memo, const void *loop);

/* Was another read of this enumeration in the same state, which is not 0? If not, it is remembered. */
bool memo_seen(struct memo *memo, u128 state);

#endif
