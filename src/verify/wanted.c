/* What reads store to the page; see wanted.h. */
#include "verify/wanted.h"

#include <stdlib.h>

#define STORES_MAX 16	      /* that may come next */
#define BEGINNINGS (1u << 14) /* of logs; a power of two */

struct level {
	unsigned int nstores;
	struct guest_store stores[STORES_MAX];
	unsigned int nbeginnings;
	u64 beginnings[BEGINNINGS]; /* and which store it is, as one hash; 0: none */
};

struct wanted {
	bool too_many;
	struct level levels[GUEST_STORES_MAX + 1];
};

struct wanted *wanted_new(void)
{
	return calloc(1, sizeof(struct wanted));
}

void wanted_free(struct wanted *wanted)
{
	free(wanted);
}

void wanted_forget(struct wanted *wanted, unsigned int after)
{
	struct level *level = &wanted->levels[after];

	if (level->nbeginnings)
		memset(level->beginnings, 0, sizeof(level->beginnings));
	level->nstores = level->nbeginnings = 0;
}

static u64 stir(u64 hash, u64 value)
{
	hash = (hash ^ value) * 0x9e3779b97f4a7c15;
	return hash ^ hash >> 29;
}

/* Stores of one block are in no order, and what they add up to tells no order. */
static u64 hash_event(const struct event *event)
{
	u64 hash = stir(1, (u64)event->offset << 32 | (u64)event->size << 1 | event->guest);

	return stir(hash, event->value);
}

static bool same_store(const struct guest_store *a, const struct guest_store *b)
{
	return a->offset == b->offset && a->size == b->size && a->value == b->value;
}

/* Which of those that may come next it is; a new one is added. */
static unsigned int number_of(struct wanted *wanted, struct level *level,
			      const struct guest_store *store)
{
	unsigned int i = 0;

	while (i < level->nstores && !same_store(&level->stores[i], store))
		i++;
	if (i == STORES_MAX)
		wanted->too_many = true;
	else if (i == level->nstores)
		level->stores[level->nstores++] = *store;
	return i;
}

static u64 *slot_of(const struct level *level, u64 key)
{
	u64 at = key >> 20;

	while (level->beginnings[at % BEGINNINGS] && level->beginnings[at % BEGINNINGS] != key)
		at++;
	return (u64 *)&level->beginnings[at % BEGINNINGS];
}

static u64 key_of(u64 beginning, unsigned int store)
{
	return stir(beginning, store + 1) | 1;
}

void wanted_add(struct wanted *wanted, const struct log *log, const struct shared_op *op,
		u16 position)
{
	const struct guest_store store = {op->offset, op->size, op->value};
	struct level *level = &wanted->levels[log->schedule->nstores];
	unsigned int n = 0, number = number_of(wanted, level, &store);
	u64 beginning = 0, *slot;

	if (wanted->too_many)
		return;
	/* it may depend on all that is seen by then for certain, and comes after the stores of other reads */
	for (unsigned int i = 0; i < log->nevents; i++)
		if (log->events[i].guest || 2 * log->events[i].force <= position)
			n = i + 1;
	for (unsigned int i = 0; i < n; i++)
		beginning += hash_event(&log->events[i]);
	slot = slot_of(level, key_of(beginning, number));
	if (*slot)
		return;
	*slot = key_of(beginning, number);
	wanted->too_many = ++level->nbeginnings > BEGINNINGS / 2;
}

bool wanted_any(const struct wanted *wanted)
{
	return wanted->levels[0].nstores || wanted->too_many;
}

bool wanted_store(const struct wanted *wanted, unsigned int after, unsigned int i,
		  struct guest_store *store)
{
	if (i >= wanted->levels[after].nstores)
		return false;
	*store = wanted->levels[after].stores[i];
	return true;
}

bool wanted_too_many(const struct wanted *wanted)
{
	return wanted->too_many || wanted->levels[GUEST_STORES_MAX].nstores;
}

bool wanted_due(const void *arg, const struct log *log, unsigned int i)
{
	const struct wanted *wanted = arg;
	const struct level *level = &wanted->levels[i];
	u64 beginning = 0;
	unsigned int number = 0;

	while (!same_store(&level->stores[number], &log->schedule->stores[i]))
		number++;
	for (unsigned int e = 0; e <= log->nevents; e++) {
		if (*slot_of(level, key_of(beginning, number)))
			return true;
		if (e < log->nevents)
			beginning += hash_event(&log->events[e]);
	}
	return false;
}
