/*
 * The host's half of brute force: the scheduler plays what the host did against its store buffer,
 * in every way. What is the same
 * in all the orders that come out is what tells the moments between blocks from those inside.
 */
#include "brute_order.h"

#include <stdio.h>
#include <stdlib.h>

#define MARKS_MAX 112 /* stores, freezes and thaws of one order */
#define PLAYS_MAX ((size_t)1 << 18)
#define MARK_FREEZE 0x80 /* ... and below that are stores */
#define MARK_FREEZE_BUT_ONE 0x81
#define MARK_JUMP 0x82
#define MARK_THAW 0x83

/* What became visible, one after the other, and how the host stood. */
struct play {
	u128 buffer; /* stores in it */
	u8 pc, n;
	u8 marks[MARKS_MAX];
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
	if (a->access == b->access)
		return false;
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
	const struct op *op = &program->ops[play->pc];

	if (play->pc == program->nops)
		return false;
	return op->op < BRUTE_FULL || !play->buffer;
}

static struct play *slot_of(const struct play *play)
{
	const u8 *bytes = (const u8 *)play;
	u64 hash = 14695981039346656037u;
	size_t i;

	for (i = 0; i < sizeof(*play); i++)
		hash = (hash ^ bytes[i]) * 1099511628211u;
	for (i = (hash ^ hash >> 32) & (plays_size - 1); plays[i].pc;
	     i = (i + 1) & (plays_size - 1))
		if (!memcmp(&plays[i], play, sizeof(*play)))
			break;
	return &plays[i];
}

static void make_room(size_t n)
{
	plays_size = n;
	plays = calloc(n, sizeof(*plays));
	if (!plays)
		abort();
}

static void grow(void)
{
	struct play *old = plays;
	size_t n = plays_size;

	make_room(2 * n);
	for (size_t i = 0; i < n; i++)
		if (old[i].pc)
			*slot_of(&old[i]) = old[i];
	free(old);
}

static bool is_new(const struct play *play)
{
	struct play *slot = slot_of(play);

	if (slot->pc)
		return false;
	*slot = *play;
	if (++nplays > PLAYS_MAX)
		brute_give_up();
	if (nplays > plays_size / 2)
		grow();
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
		play.buffer &= ~((u128)1 << i);
		play.marks[play.n++] = (u8)i;
		play_on(&play);
	}
	if (!may_go_on(from))
		return;
	play = *from;
	if (program->ops[play.pc].op == BRUTE_STORE)
		play.buffer |= (u128)1 << program->ops[play.pc].store;
	if (program->ops[play.pc].op >= BRUTE_FREEZE)
		play.marks[play.n++] = (u8)(MARK_FREEZE + program->ops[play.pc].op - BRUTE_FREEZE);
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
		u128 visible = 0;

		if (!is_whole(&plays[i]))
			continue;
		for (unsigned int m = 0; m < plays[i].n; m++) {
			if (plays[i].marks[m] >= MARK_FREEZE)
				continue;
			visible |= (u128)1 << plays[i].marks[m];
			n++;
			if (visible != ((u128)1 << n) - 1)
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

/* Is this a moment at the TSC of clock k? Who died in the update after it tells nobody that it has jumped. */
static bool at_its_tsc(unsigned int k, unsigned int jumps)
{
	unsigned int update = k / brute_clocks(the_case);

	return jumps == program->jumps[update] || (program->died && update + 1 == program->update &&
						   jumps == program->jumps[update + 1]);
}

/* The program->generations with a_k <= moment <= b_(k+1). */
static u32 find_due(unsigned int name, unsigned int jumps)
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
		if (begun && !over && at_its_tsc(k, jumps))
			due |= (u32)1 << k;
	}
	return due;
}

/* What there is at a moment. */
struct state {
	_Alignas(16) u8 page[BRUTE_PAGE_MAX];
	u8 shown[BRUTE_PAGE_MAX];
	unsigned int low, high, jumps;
	bool frozen[2];
	u8 thaw[2];
};

static void add_moment(struct order *order, const struct state *state)
{
	unsigned int low = state->low, high = state->high;
	struct moment *moment = &order->moments[order->nmoments];

	if (order->nmoments == MOMENTS_MAX)
		brute_fail("so many moments");
	memcpy(moment->page, state->page, sizeof(moment->page));
	memcpy(moment->shown, state->shown, sizeof(moment->shown));
	moment->low = (u8)low;
	moment->high = (u8)high;
	memcpy(moment->frozen, state->frozen, sizeof(moment->frozen));
	moment->valid = format_valid(the_case->format, state->page);
	memcpy(moment->thaw, state->thaw, sizeof(moment->thaw));
	moment->due = find_due(low == high ? 2 * low : 2 * low + 1, state->jumps);
	order->nmoments++;
}

/* A freeze, a jump or a thaw. */
static void take_mark(struct order *order, struct state *state, u8 mark)
{
	if (mark == MARK_JUMP)
		state->jumps++;
	for (int vcpu = 0; vcpu < 2 && mark != MARK_JUMP; vcpu++) {
		if (mark == MARK_THAW && state->frozen[vcpu])
			state->thaw[vcpu] = (u8)order->nmoments;
		state->frozen[vcpu] = mark == MARK_FREEZE || (mark == MARK_FREEZE_BUT_ONE && !vcpu);
	}
	add_moment(order, state);
}

static void take_store(struct state *state, const struct store *store)
{
	memcpy(state->page + store->offset, &store->value, store->size);
	for (unsigned int b = store->offset; b < (unsigned int)store->offset + store->size; b++)
		state->shown[b] = the_case->labels && is_parameter(the_case->format, b)
					  ? store->update
					  : state->page[b];
}

static void lay_out(const struct play *play, struct order *order)
{
	struct state state = {.low = 0};
	unsigned int n = 0, high = 0;

	memcpy(state.page, program->start_page, sizeof(state.page));
	for (unsigned int b = 0; b < sizeof(state.page); b++)
		if (!the_case->labels || !is_parameter(the_case->format, b))
			state.shown[b] = state.page[b];
	order->nmoments = 0;
	order->partial = program->partial;
	order->generations = program->generations;
	order->ngenerations = program->ngenerations;
	add_moment(order, &state);
	for (unsigned int m = 0; m < play->n; m++) {
		if (play->marks[m] >= MARK_FREEZE) {
			take_mark(order, &state, play->marks[m]);
			continue;
		}
		if (n == high) {
			state.low = high;
			state.high = high = next_cut(high);
			if (high - state.low > 1) /* time passes before the first of the block */
				add_moment(order, &state);
		}
		take_store(&state, &program->stores[play->marks[m]]);
		n++;
		if (high - state.low > 1)
			add_moment(order, &state);
		if (n == high) {
			state.low = high;
			add_moment(order, &state);
		}
	}
}

static void explore_host(void)
{
	static struct order order;
	unsigned int orders = 0, done = 0;
	struct play start;

	memset(&start, 0, sizeof(start));
	start.pc = 1;
	nplays = 0;
	make_room(1 << 8);
	play_on(&start);
	for (size_t i = 0; i < plays_size; i++)
		orders += plays[i].pc && is_whole(&plays[i]);
	find_cuts();
	name_stores();
	outcomes_begin(the_case);
	for (unsigned int i = 0; i < program->nstores; i++)
		outcomes_store(program->stores[i].update, program->stores[i].offset,
			       program->stores[i].size, program->stores[i].value);
	for (size_t i = 0; i < plays_size; i++) {
		if (!plays[i].pc || !is_whole(&plays[i]))
			continue;
		lay_out(&plays[i], &order);
		brute_reads(&order);
		brute_expect(orders, ++done);
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
