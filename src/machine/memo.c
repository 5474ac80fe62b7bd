/*
 * A state is all that decides how a read goes on, and how it is judged: where each kind of access may
 * fall from here on, what rounds are left, and what the last round loaded. It is kept as a hash of 128
 * bits. When there is no room, states are no longer kept, which costs time alone.
 */
#include "machine/memo.h"

#include "machine/reader.h"

struct hash {
	u64 a, b;
};

static void stir(struct hash *hash, u64 value)
{
	hash->a = (hash->a ^ value) * 0x9e3779b97f4a7c15;
	hash->a ^= hash->a >> 29;
	hash->b = (hash->b + value) * 0xd6e8feb86659fd93;
	hash->b ^= hash->b >> 32;
}

static void stir_set(struct hash *hash, event_set set)
{
	stir(hash, (u64)set);
	stir(hash, (u64)(set >> 64));
}

static void stir_front(struct hash *hash, const struct front *front)
{
	stir(hash, front->position);
	stir_set(hash, front->seen);
}

static u128 state_of(const struct machine *m, bool values, const struct site *loop)
{
	struct hash hash = {.a = m->memo->epoch, .b = (uintptr_t)loop};

	stir(&hash, (u64)m->read.vcpu << 32 | m->start);
	stir(&hash, (u64)m->read.retries << 32 | m->settled_rounds);
	stir(&hash, (u64)m->stay_rounds << 8 | (u64)m->staying << 7 | (u64)m->settled << 6 |
			    (u64)m->pinned << 5 | (u64)m->barred << 4 | (u64)m->serialised << 3 |
			    (u64)m->first_access << 2 | (u64)(m->split_loads + 1));
	stir(&hash,
	     (u64)m->serial << 48 | (u64)m->earliest << 32 | (u64)m->past_tsc << 16 | m->sampled);
	stir_front(&hash, &m->cursor);
	stir_front(&hash, &m->region_floor);
	stir_front(&hash, &m->plain);
	stir_front(&hash, &m->fence_floor);
	stir_front(&hash, &m->latest);
	stir_front(&hash, &m->last);
	stir_front(&hash, &m->depends);
	for (unsigned int i = 0; !m->in_order && i < DEPENDENCIES_MAX; i++)
		stir_front(&hash, &m->loaded[i]);
	stir_set(&hash, m->exactly);
	for (unsigned int i = m->round_accesses; values && i < m->read.naccesses; i++) {
		const struct access *access = &m->accesses[i];

		stir(&hash, access->kind);
		if (access->kind == ACCESS_LOAD)
			stir(&hash, (u64)access->offset << 16 | access->size);
		stir(&hash, access->value);
	}
	return ((u128)hash.a << 64 | hash.b) | 1; /* 0 is an empty slot */
}

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

bool memo_seen(struct machine *m, bool values, const struct site *loop)
{
	struct memo *memo = m->memo;
	u128 state;
	u32 at;

	if (memo->loop && memo->loop != loop)
		memo->mixed = true;
	memo->loop = loop;
	/* with the same choices so far, it was this very state that went on from here */
	if (memo->mixed || m->choice->n < m->choice->depth)
		return false;
	state = state_of(m, values, loop);
	at = (u32)(state >> 32) % MEMO_SLOTS;
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
