/*
 * States are kept as hashes of 128 bits. When there is no room, they are no longer kept, which costs
 * time alone.
 */
#include "machine/memo.h"

#include <string.h>

void memo_begin(struct memo *memo, bool first)
{
	memo->mixed = false;
	memo->loop = NULL;
	if (!first)
		return;
	memo->epoch++;
	memo->n = 0;
	if (memo->all <= MEMO_SLOTS / 2)
		return;
	memset(memo->slots, 0, sizeof(memo->slots));
	memo->all = 0;
}

bool memo_other_loop(struct memo *memo, const void *loop)
{
	if (memo->loop && memo->loop != loop)
		memo->mixed = true;
	memo->loop = loop;
	return memo->mixed;
}

bool memo_seen(struct memo *memo, u128 state)
{
	u32 at = (u32)(state >> 32) % MEMO_SLOTS;

	while (memo->slots[at]) {
		if (memo->slots[at] == state)
			return true;
		at = (at + 1) % MEMO_SLOTS;
	}
	if (memo->n < MEMO_STATES) {
		memo->slots[at] = state;
		memo->n++;
		memo->all++;
	}
	return false;
}
