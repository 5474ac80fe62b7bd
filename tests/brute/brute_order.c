/*
 * The host's half of brute force: the scheduler plays what the host did against its store buffer,
 * in every way. What is the same
 * in all the orders that come out is what tells the moments between blocks from those inside.
 */
#include "brute_order.h"

#include <stdio.h>
#include <stdlib.h>

#define MARKS_MAX 48 /* stores, freezes and thaws of one order */
#define MARK_FREEZE 0x80
#define MARK_THAW 0x81

/* What became visible, one after the other, and how the host stood. */
struct play {
	u8 pc, n;
	u8 marks[MARKS_MAX];
	u32 buffer; /* stores in it */
};

static const struct brute_case *the_case;
static const struct program *program;
static struct play *plays; /* a hash table of all that were met */
static size_t nplays, plays_size;
static bool cuts[STORES_MAX + 1]; /* [n]: the n stores visible first are always the same */
/* When a store may and must be visible: 2 * n outside of blocks, 2 * low + 1 inside. */
static u8 enter[STORES_MAX], force[STORES_MAX];

/* Must the earlier store a have left the buffer before b can? */
static bool holds_back(const struct store *a, const struct store *b)
{
	if (a->offset < b->offset + b->size && b->offset < a->offset + a->size)
		return true;
	if (a->epoch != b->epoch || b->release)
		return true;
	if (!strcmp(the_case->model, "weak"))
		return false;
	return a->region != b->region || (!a->plain && !b->plain);
}

static bool may_leave(const struct play *play, unsigned int store)
{
	for (unsigned int i = 0; i < store; i++)
		if (play->buffer >> i & 1 &&
		    holds_back(&program->stores[i], &program->stores[store]))
			return false;
	return true;
}

static bool may_go_on(const struct play *play)
{
	if (play->pc == program->nops)
		return false;
	if (program->ops[play->pc].op == BRUTE_FULL || program->ops[play->pc].op == BRUTE_FREEZE ||
	    program->ops[play->pc].op == BRUTE_THAW)
		return !play->buffer;
	for (unsigned int i = 0; i < program->nstores; i++)
		if (play->buffer >> i & 1 && !program->stores[i].plain &&
		    !strcmp(the_case->model, "sc"))
			return false;
	return true;
}

static bool is_new(const struct play *play)
{
	const u8 *bytes = (const u8 *)play;
	u64 hash = 14695981039346656037u;
	size_t i;

	for (i = 0; i < sizeof(*play); i++)
		hash = (hash ^ bytes[i]) * 1099511628211u;
	for (i = (hash ^ hash >> 32) & (plays_size - 1); plays[i].pc;
	     i = (i + 1) & (plays_size - 1))
		if (!memcmp(&plays[i], play, sizeof(*play)))
			return false;
	plays[i] = *play;
	if (++nplays > plays_size / 2)
		brute_fail("more orders of the program->stores than there is room for");
	return true;
}

/* Every way to go on from here. The host's first operation is a barrier, so pc is not 0. */
static void play_on(const struct play *from)
{
	struct play play;

	if (!is_new(from))
		return;
	for (unsigned int i = 0; i < program->nstores; i++) {
		if (!(from->buffer >> i & 1) || !may_leave(from, i))
			continue;
		play = *from;
		play.buffer &= ~((u32)1 << i);
		play.marks[play.n++] = (u8)i;
		play_on(&play);
	}
	if (!may_go_on(from))
		return;
	play = *from;
	if (program->ops[play.pc].op == BRUTE_STORE)
		play.buffer |= (u32)1 << program->ops[play.pc].store;
	if (program->ops[play.pc].op == BRUTE_FREEZE)
		play.marks[play.n++] = MARK_FREEZE;
	if (program->ops[play.pc].op == BRUTE_THAW)
		play.marks[play.n++] = MARK_THAW;
	play.pc++;
	play_on(&play);
}

static bool is_whole(const struct play *play)
{
	return play->pc == program->nops && !play->buffer;
}

/* Between which program->stores are, in every order, the same ones visible? */
static void find_cuts(void)
{
	for (unsigned int n = 0; n <= program->nstores; n++)
		cuts[n] = true;
	for (size_t i = 0; i < plays_size; i++) {
		unsigned int n = 0;
		u32 visible = 0;

		if (!is_whole(&plays[i]))
			continue;
		for (unsigned int m = 0; m < plays[i].n; m++) {
			if (plays[i].marks[m] >= MARK_FREEZE)
				continue;
			visible |= (u32)1 << plays[i].marks[m];
			n++;
			if (visible != ((u64)1 << n) - 1)
				cuts[n] = false;
		}
	}
}

static unsigned int next_cut(unsigned int n)
{
	do
		n++;
	while (!cuts[n]);
	return n;
}

/* When each store may and must be visible, by the names of moments. */
static void name_stores(void)
{
	for (unsigned int low = 0, high; low < program->nstores; low = high) {
		high = next_cut(low);
		for (unsigned int i = low; i < high; i++) {
			enter[i] = (u8)(high - low > 1 ? 2 * low + 1 : 2 * high);
			force[i] = (u8)(2 * high);
		}
	}
}

/* The program->generations with a_k <= moment <= b_(k+1). */
static u32 find_due(unsigned int name)
{
	unsigned int clocks = brute_clocks(the_case);
	u32 due = 0;

	for (unsigned int k = 0; k < program->ngenerations; k++) {
		unsigned int update = k / clocks, done = 0;
		bool begun = !update, over = false;

		for (unsigned int i = 0; i < program->nstores; i++) {
			const struct store *store = &program->stores[i];

			if (clocks > 1 && store->offset / the_case->format->page_size != k % clocks)
				continue;
			if (store->update == update && enter[i] <= name)
				begun = true;
			if (store->update == update + 1 && force[i] > done)
				done = force[i];
		}
		if (done && !(program->died && k + 2 * clocks >= program->ngenerations))
			over = name > done;
		if (begun && !over)
			due |= (u32)1 << k;
	}
	return due;
}

static void add_moment(struct order *order, const u8 *page, unsigned int low, unsigned int high,
		       bool frozen, unsigned int thaw)
{
	struct moment *moment = &order->moments[order->nmoments];

	if (order->nmoments == MOMENTS_MAX)
		brute_fail("so many moments");
	memcpy(moment->page, page, sizeof(moment->page));
	moment->low = (u8)low;
	moment->high = (u8)high;
	moment->frozen = frozen;
	moment->valid = the_case->format->valid(page);
	moment->thaw = (u8)thaw;
	moment->due = find_due(low == high ? 2 * low : 2 * low + 1);
	order->nmoments++;
}

static void lay_out(const struct play *play, struct order *order)
{
	_Alignas(16) u8 page[BRUTE_PAGE_MAX];
	unsigned int low = 0, high = 0, n = 0, thaw = 0;
	bool frozen = false;

	memcpy(page, program->start_page, sizeof(page));
	order->nmoments = 0;
	order->generations = program->generations;
	order->ngenerations = program->ngenerations;
	add_moment(order, page, 0, 0, false, thaw);
	for (unsigned int m = 0; m < play->n; m++) {
		const struct store *store = &program->stores[play->marks[m] & (STORES_MAX - 1)];

		if (play->marks[m] >= MARK_FREEZE) {
			frozen = play->marks[m] == MARK_FREEZE;
			if (!frozen)
				thaw = order->nmoments;
			add_moment(order, page, n, n, frozen, thaw);
			continue;
		}
		if (n == high) {
			low = high;
			high = next_cut(low);
			if (high - low > 1) /* time passes before the first of the block */
				add_moment(order, page, low, high, frozen, thaw);
		}
		memcpy(page + store->offset, &store->value, store->size);
		n++;
		if (high - low > 1)
			add_moment(order, page, low, high, frozen, thaw);
		if (n == high)
			add_moment(order, page, n, n, frozen, thaw);
	}
}

static void explore_host(void)
{
	static struct order order;
	struct play start;

	memset(&start, 0, sizeof(start));
	start.pc = 1;
	plays_size = (size_t)1 << 19;
	nplays = 0;
	plays = calloc(plays_size, sizeof(*plays));
	if (!plays)
		abort();
	play_on(&start);
	find_cuts();
	name_stores();
	outcomes_begin();
	for (unsigned int i = 0; i < program->nstores; i++)
		outcomes_store(program->stores[i].update, program->stores[i].offset,
			       program->stores[i].size, program->stores[i].value);
	for (size_t i = 0; i < plays_size; i++) {
		if (!plays[i].pc || !is_whole(&plays[i]))
			continue;
		lay_out(&plays[i], &order);
		brute_reads(&order);
	}
	outcomes_print(the_case->format);
	free(plays);
}

void orders_explore(const struct brute_case *brute_case)
{
	the_case = brute_case;
	program = program_make(the_case, false);
	explore_host();
	if (!program->wide_plain)
		return;
	program = program_make(the_case, true);
	explore_host();
}
