/* The host's timeline, and what has happened on it; see brute_joint_time.h. */
#include "brute_joint_time.h"

#include <string.h>

#define FIRST_HANDOVER 16

static const struct program *program;
static bool weak;
static u64 tscs[TIMES_MAX];
static u8 pages[TIMES_MAX][BRUTE_PAGE_MAX];
static unsigned int ntimes;
static bool before[STORES_MAX][STORES_MAX];	/* [a][b]: a is seen before b */
static u8 enter[STORES_MAX], force[STORES_MAX]; /* positions */

const u64 *joint_time_tscs(void)
{
	return tscs;
}

const u8 *joint_time_page(unsigned int position)
{
	return pages[position];
}

int joint_time_nth(u16 offset, u16 size, unsigned int n)
{
	for (unsigned int i = 0; i < program->nstores; i++) {
		const struct store *store = &program->stores[i];

		if (store->offset < offset + size && offset < store->offset + store->size && !n--)
			return force[i];
	}
	return -1;
}

int joint_time_stored(u16 byte, unsigned int position)
{
	int last = -1, at;

	for (unsigned int n = 0; (at = joint_time_nth(byte, 1, n)) >= 0; n++)
		if (at <= (int)position)
			last = at;
	return last;
}

static bool holds_back(const struct store *a, const struct store *b)
{
	return !weak || a->epoch != b->epoch || b->release ||
	       (a->offset < b->offset + b->size && b->offset < a->offset + a->size);
}

static void find_order(void)
{
	unsigned int n = program->nstores;

	for (unsigned int b = 0; b < n; b++)
		for (unsigned int a = 0; a < b; a++)
			before[a][b] = holds_back(&program->stores[a], &program->stores[b]);
	for (unsigned int k = 0; k < n; k++)
		for (unsigned int a = 0; a < k; a++)
			for (unsigned int b = k + 1; b < n; b++)
				before[a][b] = before[a][b] || (before[a][k] && before[k][b]);
}

/* Are all stores before the n-th seen before all others? */
static bool is_cut(unsigned int n)
{
	for (unsigned int a = 0; a < n; a++)
		for (unsigned int b = n; b < program->nstores; b++)
			if (!before[a][b])
				return false;
	return true;
}

/* A step from start on, the one before it ends there. */
static void add_step(u64 start)
{
	if (ntimes + 2 > TIMES_MAX)
		brute_fail("so many times");
	if (ntimes && start > tscs[ntimes - 2])
		tscs[ntimes - 1] = start - 1;
	tscs[ntimes] = tscs[ntimes + 1] = start;
	ntimes += 2;
}

/* The step of each store, and one where a block of several ends. */
static void add_stores(const struct brute_case *brute_case)
{
	const struct schedule *schedule = &brute_case->schedule;
	u64 at = schedule->tsc, handover = schedule->tsc + FIRST_HANDOVER;
	unsigned int first = 0;

	for (unsigned int i = 0; i < program->nstores; i++) {
		const struct store *store = &program->stores[i];
		const struct update *update = &schedule->updates[store->update - 1];

		if (store->plain)
			brute_fail("a host that stores plainly");
		if (!i || store[-1].update != store->update)
			at = handover += update->hold;
		else
			at += update->gap;
		enter[i] = (u8)ntimes;
		add_step(at);
		if (!is_cut(i + 1))
			continue;
		if (i > first)
			add_step(at + 1);
		for (; first <= i; first++)
			force[first] = (u8)(ntimes - 2);
	}
}

unsigned int joint_time_make(const struct brute_case *brute_case, const struct program *with,
			     bool weakly)
{
	u8 page[BRUTE_PAGE_MAX];

	program = with;
	weak = weakly;
	find_order();
	add_step(brute_case->schedule.tsc);
	add_stores(brute_case);
	tscs[ntimes - 1] += brute_case->schedule.tail;
	memcpy(page, program->start_page, sizeof(page));
	for (unsigned int p = 0, i = 0; p < ntimes; p++) {
		for (; i < program->nstores && force[i] <= p; i++)
			memcpy(page + program->stores[i].offset, &program->stores[i].value,
			       program->stores[i].size);
		memcpy(pages[p], page, sizeof(page));
	}
	return ntimes;
}

void joint_past_add(struct joint_past *past, u8 event)
{
	if (past->n == EVENTS_MAX)
		brute_fail("so many events");
	past->events[past->n++] = event;
}

static u8 count(const struct joint_past *past, u8 moment, u8 event)
{
	u8 n = 0;

	for (unsigned int i = 0; i < moment; i++)
		n += past->events[i] == event;
	return n;
}

u8 joint_past_position(const struct joint_past *past, u8 moment)
{
	return count(past, moment, EVENT_TICK);
}

u8 joint_past_writes(const struct joint_past *past, u8 moment)
{
	return count(past, moment, EVENT_WRITE);
}

u8 joint_past_made(const struct joint_past *past, unsigned int n)
{
	for (unsigned int i = 0; i < past->n; i++)
		if (past->events[i] == EVENT_WRITE && !n--)
			return (u8)(i + 1);
	brute_fail("a store that is not made");
}

static void take(u8 *page, unsigned int store)
{
	memcpy(page + program->stores[store].offset, &program->stores[store].value,
	       program->stores[store].size);
}

void joint_past_page(const struct joint_past *past, u8 moment, u8 *page)
{
	bool seen[STORES_MAX] = {false};
	u8 position = 0;

	memcpy(page, program->start_page, BRUTE_PAGE_MAX);
	for (unsigned int i = 0; i < moment; i++) {
		u8 event = past->events[i];

		position += event == EVENT_TICK;
		if (event < EVENT_TICK) {
			take(page, event);
			seen[event] = true;
		}
		for (unsigned int s = 0; event == EVENT_TICK && s < program->nstores; s++) {
			if (seen[s] || force[s] > position)
				continue;
			take(page, s);
			seen[s] = true;
		}
	}
}

bool joint_time_is_new(unsigned int position)
{
	return !position || tscs[position] != tscs[position - 1];
}

static bool in_block(u8 position)
{
	for (unsigned int i = 0; i < program->nstores; i++)
		if (position >= enter[i] && position < force[i])
			return true;
	return false;
}

u8 joint_past_out(const struct joint_past *past, u8 moment)
{
	for (; moment <= past->n; moment++)
		if (!in_block(joint_past_position(past, moment)))
			return moment;
	return EVENTS_MAX + 1;
}

bool joint_past_may_see(const struct joint_past *past, unsigned int store)
{
	u8 position = joint_past_position(past, past->n);

	if (position < enter[store] || position >= force[store])
		return false;
	for (unsigned int i = 0; i < past->n; i++)
		if (past->events[i] == store)
			return false;
	for (unsigned int a = 0; a < store; a++) {
		bool seen = force[a] <= position;

		for (unsigned int i = 0; i < past->n; i++)
			seen = seen || past->events[i] == a;
		if (before[a][store] && !seen)
			return false;
	}
	return true;
}
