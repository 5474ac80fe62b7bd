/* What is in memory, and in buffers; see brute_joint_state.h. */
#include "brute_joint_state.h"

#include <string.h>

static u8 byte_of(const struct joint_write *write, u16 byte)
{
	return (u8)(write->value >> (8 * (byte - write->place)));
}

static bool covers(const struct joint_write *write, u16 byte)
{
	return byte >= write->place && byte < write->place + write->size;
}

static u8 find_byte(const struct state *state, const struct buffer *buffer, unsigned int nwrites,
		    u16 byte, u8 *by)
{
	for (unsigned int i = buffer ? buffer->n : 0; i-- > 0;)
		if (covers(&buffer->stores[i], byte)) {
			*by = buffer->stores[i].by;
			return byte_of(&buffer->stores[i], byte);
		}
	for (unsigned int i = nwrites; i-- > 0;)
		if (covers(&state->whole.writes[i], byte)) {
			*by = state->whole.writes[i].by;
			return byte_of(&state->whole.writes[i], byte);
		}
	*by = JOINT_INITIAL;
	return 0;
}

void state_find(const struct state *state, const struct buffer *buffer, unsigned int nwrites,
		struct joint_op *op)
{
	u8 by;

	op->value = 0;
	for (u16 b = 0; b < op->size; b++) {
		op->value |= (u64)find_byte(state, buffer, nwrites, op->place + b, &by) << (8 * b);
		if (!b)
			op->seen[0] = by;
		op->seen[1] = by;
	}
}

static void put_write(struct joint_write *write, const struct joint_op *op, u64 value, u8 by)
{
	write->place = op->place;
	write->size = op->size;
	write->value = value;
	write->by = by;
	write->at = 0;
}

/* The last store is made now; of one to memory alone nobody asks when that was. */
static void note_moment(struct state *state)
{
	struct joint_write *write = &state->whole.writes[state->whole.nwrites - 1];

	if (write->place >= JOINT_PAGE_AT)
		write->at = state->now;
}

void state_write(struct state *state, const struct joint_op *op, u64 value, u8 by)
{
	if (state->whole.nwrites == JOINT_WRITES)
		brute_fail("so many stores");
	put_write(&state->whole.writes[state->whole.nwrites++], op, value, by);
	note_moment(state);
}

void state_delay(struct state *state, unsigned int r, const struct joint_op *op, u8 by)
{
	struct buffer *buffer = &state->buffers[r];

	put_write(&buffer->stores[buffer->n++], op, op->value, by);
}

void state_drain(struct state *state, unsigned int r, bool weak)
{
	struct buffer *buffer = &state->buffers[r];

	if (state->whole.nwrites == JOINT_WRITES)
		brute_fail("so many stores");
	memcpy(&state->whole.writes[state->whole.nwrites++], buffer->stores,
	       sizeof(*buffer->stores));
	note_moment(state);
	buffer->n--;
	memmove(buffer->stores, buffer->stores + 1, buffer->n * sizeof(*buffer->stores));
	memset(buffer->stores + buffer->n, 0, sizeof(*buffer->stores));
	if (weak)
		joint_past_add(&state->past, EVENT_WRITE);
}

void state_overlay(const struct state *state, const struct buffer *buffer, struct joint_op *op)
{
	for (u16 b = 0; b < op->size; b++) {
		int host = joint_time_stored(op->place + b, state->now);
		u16 place = (u16)(JOINT_PAGE_AT + op->place + b);

		for (unsigned int i = 0; i < buffer->n; i++)
			if (covers(&buffer->stores[i], place))
				brute_fail("a read that looks at what it stores to the page");
		for (unsigned int i = 0; i < state->whole.nwrites; i++) {
			const struct joint_write *write = &state->whole.writes[i];

			if (!covers(write, place) || write->at < host)
				continue;
			op->value &= ~((u64)0xff << (8 * b));
			op->value |= (u64)byte_of(write, place) << (8 * b);
		}
	}
}

void state_page_order(struct state *state)
{
	struct joint_whole *whole = &state->whole;
	unsigned int n = 0;
	const struct joint_write *to = NULL;
	int at = -1;

	for (unsigned int i = 0; i < whole->nwrites; i++) {
		const struct joint_write *write = &whole->writes[i];

		if (write->place < JOINT_PAGE_AT)
			continue;
		if (to && to->place != write->place)
			brute_fail("reads that store to two places of the page");
		to = write;
		while ((at = joint_time_nth(to->place - JOINT_PAGE_AT, to->size, n)) >= 0 &&
		       at <= write->at) {
			whole->page[whole->npage++] = JOINT_HOST;
			n++;
		}
		whole->page[whole->npage++] = write->by;
	}
	for (; to && joint_time_nth(to->place - JOINT_PAGE_AT, to->size, n) >= 0; n++)
		whole->page[whole->npage++] = JOINT_HOST;
}

void state_modify(struct joint_op *op, const struct brute_modify *how)
{
	op->stored = how->operand;
	op->wrote = how->kind != BRUTE_SWAP_IF || op->value == how->expected;
	if (how->kind == BRUTE_ADD)
		op->stored += op->value;
	if (op->size < 8)
		op->stored &= ((u64)1 << (8 * op->size)) - 1;
	if (!op->wrote)
		op->stored = 0;
}

static bool is_of_page(const struct joint_op *op)
{
	return op->kind == JOINT_PAGE;
}

static bool is_load(const struct joint_op *op)
{
	return op->kind == JOINT_PAGE || op->kind == JOINT_LOAD || op->kind == JOINT_MODIFY;
}

/* What there is at a moment where a load looks. */
static void look_at(const struct state *state, u8 moment, struct joint_op *op)
{
	u8 page[BRUTE_PAGE_MAX];

	op->moment = moment;
	if (!is_of_page(op)) {
		state_find(state, NULL, joint_past_writes(&state->past, moment), op);
		return;
	}
	joint_past_page(&state->past, moment, page);
	op->value = 0;
	memcpy(&op->value, page + op->place, op->size);
}

static bool same_found(const struct joint_op *a, const struct joint_op *b)
{
	return a->value == b->value && a->seen[0] == b->seen[0] && a->seen[1] == b->seen[1];
}

/* The moment since which a load's place, or what another one shares of it, has had what it had when it took place. */
static u8 since(const struct state *state, struct joint_op op, const struct joint_op *other)
{
	u16 end = op.place + op.size, other_end = other->place + other->size;
	u8 moment = op.moment;
	struct joint_op then;

	if (op.place < other->place)
		op.place = other->place;
	op.size = (u16)((end < other_end ? end : other_end) - op.place);
	look_at(state, moment, &op);
	for (then = op; moment; moment--) {
		look_at(state, moment - 1, &then);
		if (!same_found(&then, &op))
			break;
	}
	return moment;
}

/* Not before what holds back a load, nor behind what earlier loads of the same bytes have found. */
static u8 floor_of(const struct state *state, unsigned int r, const struct joint_next *next)
{
	const struct joint_read_made *made = &state->whole.reads[state_read(state, r)];
	const struct joint_op *op = &next->op;
	u8 floor = next->floor, at;

	for (unsigned int i = 0; i < made->nops && is_load(op); i++) {
		const struct joint_op *earlier = &made->ops[i];

		if (!is_load(earlier) || is_of_page(earlier) != is_of_page(op) ||
		    op->place >= earlier->place + earlier->size ||
		    earlier->place >= op->place + op->size)
			continue;
		at = since(state, *earlier, op);
		floor = at > floor ? at : floor;
	}
	return floor;
}

u8 state_over(const struct state *state, unsigned int r)
{
	unsigned int read = state_read(state, r), first = 1 + read * JOINT_OPS;
	const struct joint_read_made *made = &state->whole.reads[read];
	u8 moment = state->begun[r], at;

	for (unsigned int i = 0; i < made->nops; i++)
		if (made->ops[i].moment > moment)
			moment = made->ops[i].moment;
	for (unsigned int w = 0; w < state->whole.nwrites; w++) {
		if (state->whole.writes[w].by < first ||
		    state->whole.writes[w].by >= first + JOINT_OPS)
			continue;
		at = joint_past_made(&state->past, w);
		moment = at > moment ? at : moment;
	}
	return moment;
}

/* The n-th thing that a load can find, each at the first moment at which it can. */
static bool find_nth(const struct state *state, u8 floor, unsigned int n, struct joint_op *op)
{
	struct joint_op found[EVENTS_MAX + 1];
	unsigned int nfound = 0, i;

	for (u8 moment = floor; moment <= state->past.n; moment++) {
		look_at(state, moment, op);
		for (i = 0; i < nfound && !same_found(&found[i], op); i++)
			;
		if (i < nfound)
			continue;
		if (i == n)
			return true;
		found[nfound++] = *op;
	}
	return false;
}

static bool sample_nth(const struct state *state, u8 floor, unsigned int n, struct joint_op *op)
{
	op->value = ~(u64)0;
	for (u8 moment = floor; moment <= state->past.n; moment++) {
		u8 position = joint_past_position(&state->past, moment);

		position -= !joint_time_is_new(position);
		if (position == op->value)
			continue;
		op->value = position;
		op->moment = moment;
		if (!n--)
			return true;
	}
	return false;
}

/* As the last store left it, for a locked operation that stores: at the first moment at which that is there. */
static bool modify_last(const struct state *state, u8 floor, const struct joint_next *next,
			struct joint_op *op)
{
	u8 at;

	look_at(state, state->past.n, op);
	state_modify(op, &next->how);
	at = since(state, *op, op);
	/* a full barrier is at the moment at hand, with what it stores */
	op->moment = next->how.full ? (u8)(state->past.n + 1) : at > floor ? at : floor;
	return op->wrote;
}

/* First of all as one that stores, then all that a comparison that fails can find. */
static bool modify_nth(const struct state *state, u8 floor, const struct joint_next *next,
		       unsigned int n, struct joint_op *op)
{
	bool stores = modify_last(state, floor, next, op);

	if (stores && !n)
		return true;
	if (next->how.kind != BRUTE_SWAP_IF)
		return false;
	n -= stores;
	for (unsigned int i = 0; find_nth(state, floor, i, op); i++) {
		state_modify(op, &next->how);
		if (!op->wrote && !n--)
			return true;
	}
	return false;
}

bool state_look_back(const struct state *state, unsigned int r, const struct joint_next *next,
		     unsigned int n, struct joint_op *op)
{
	u8 floor = floor_of(state, r, next);

	*op = next->op;
	switch ((enum joint_kind)op->kind) {
	case JOINT_PAGE:
	case JOINT_LOAD:
		return find_nth(state, floor, n, op);
	case JOINT_TSC:
		return sample_nth(state, floor, n, op);
	case JOINT_MODIFY:
		return modify_nth(state, floor, next, n, op);
	case JOINT_FENCE:
		op->moment = state_over(state, r);
		return !n;
	case JOINT_STORE:
	case JOINT_VCPU: /* of one vCPU, these are nothing */
	case JOINT_PIN:
	case JOINT_UNPIN:
		break;
	}
	return !n;
}
