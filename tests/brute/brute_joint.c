/*
 * Brute force of joint reads: one real timeline, on which time passes, readers make their accesses one by one, and
 * their stores leave their buffers, in every order. A state that was reached before is all that is not entered twice.
 *
 * sc and x86. An access takes place at the moment at hand, also a TSC sample that is ordered. x86: a store enters
 * the reader's buffer, which is first in first out; a load finds the newest store of its own buffer first; a locked
 * operation, a full fence and the end of a read wait until it is empty.
 * */
#include "brute_joint_read.h"

#include <string.h>

#include "brute_order.h"
#include "brute_pick.h"

#define TIMES_MAX (2 * STORES_MAX + 2)
#define FIRST_HANDOVER 16

struct buffer {
	u8 n;
	struct joint_write stores[4];
};

struct state {
	struct joint_whole whole;
	struct buffer buffers[JOINT_READERS];
	u8 nth[JOINT_READERS]; /* the read that each is at */
	u8 now;
};

static struct brute_case the_case;
/* Moments: the page then, and the TSC. Time passes from the start of a step to its end, and to the next one. */
static u8 pages[TIMES_MAX][BRUTE_PAGE_MAX];
static u64 tscs[TIMES_MAX];
static unsigned int ntimes;
static bool sc;

static u8 byte_of(const struct joint_write *write, u16 byte)
{
	return (u8)(write->value >> (8 * (byte - write->place)));
}

static bool covers(const struct joint_write *write, u16 byte)
{
	return byte >= write->place && byte < write->place + write->size;
}

/* What reader r finds in a byte, and whose store that is. */
static u8 find_byte(const struct state *state, unsigned int r, u16 byte, u8 *by)
{
	const struct buffer *buffer = &state->buffers[r];

	for (unsigned int i = buffer->n; i-- > 0;)
		if (covers(&buffer->stores[i], byte)) {
			*by = buffer->stores[i].by;
			return byte_of(&buffer->stores[i], byte);
		}
	for (unsigned int i = state->whole.nwrites; i-- > 0;)
		if (covers(&state->whole.writes[i], byte)) {
			*by = state->whole.writes[i].by;
			return byte_of(&state->whole.writes[i], byte);
		}
	*by = JOINT_INITIAL;
	return 0;
}

static void find(const struct state *state, unsigned int r, struct joint_op *op)
{
	u8 by;

	op->value = 0;
	for (u16 b = 0; b < op->size; b++) {
		op->value |= (u64)find_byte(state, r, op->place + b, &by) << (8 * b);
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
}

static void write_now(struct state *state, const struct joint_op *op, u64 value, u8 by)
{
	if (state->whole.nwrites == JOINT_WRITES)
		brute_fail("so many stores");
	put_write(&state->whole.writes[state->whole.nwrites++], op, value, by);
}

static void modify(struct state *state, unsigned int r, struct joint_op *op,
		   const struct brute_modify *how, u8 by)
{
	find(state, r, op);
	op->stored = how->operand;
	op->wrote = how->kind != BRUTE_SWAP_IF || op->value == how->expected;
	if (how->kind == BRUTE_ADD)
		op->stored += op->value;
	if (op->size < 8)
		op->stored &= ((u64)1 << (8 * op->size)) - 1;
	if (op->wrote)
		write_now(state, op, op->stored, by);
	else
		op->stored = 0;
}

/* Does an access have to wait for stores of its reader? */
static bool waits(const struct state *state, unsigned int r, const struct joint_op *op)
{
	const struct buffer *buffer = &state->buffers[r];

	if (op->kind == JOINT_STORE)
		return buffer->n == ARRAY_SIZE(buffer->stores);
	return buffer->n && (op->kind == JOINT_MODIFY || op->kind == JOINT_FENCE);
}

/* Of two halves of a word of the page it is of no matter which was first. */
static void sort_halves(struct joint_op *ops)
{
	struct joint_op high = ops[0];

	if (high.kind != JOINT_PAGE || ops[1].kind != JOINT_PAGE || high.size != 4 ||
	    ops[1].size != 4 || high.place != ops[1].place + 4 || ops[1].place % 8)
		return;
	ops[0] = ops[1];
	ops[1] = high;
}

/* Reader r makes its next access. */
static void make(struct state *state, unsigned int r, const struct joint_op *next,
		 const struct brute_modify *how)
{
	unsigned int read = r * JOINT_EACH + state->nth[r];
	struct joint_read_made *made = &state->whole.reads[read];
	u8 name = joint_name(read, made);
	struct joint_op op = *next;

	for (unsigned int a = 0; a < JOINT_READS && !made->nops; a++)
		if (a / JOINT_EACH != r && a % JOINT_EACH < state->nth[a / JOINT_EACH])
			state->whole.before |= (u16)(1u << (a * JOINT_READS + read));
	if (op.kind == JOINT_PAGE)
		memcpy(&op.value, pages[state->now] + op.place, op.size);
	if (op.kind == JOINT_TSC)
		op.value = state->now;
	if (op.kind == JOINT_LOAD)
		find(state, r, &op);
	if (op.kind == JOINT_MODIFY)
		modify(state, r, &op, how, name);
	if (op.kind == JOINT_STORE && sc)
		write_now(state, &op, op.value, name);
	if (op.kind == JOINT_STORE && !sc)
		put_write(&state->buffers[r].stores[state->buffers[r].n++], &op, op.value, name);
	if (made->nops == JOINT_OPS)
		brute_fail("so many accesses");
	made->ops[made->nops++] = op;
	if (the_case.words && made->nops > 1)
		sort_halves(&made->ops[made->nops - 2]);
	made->nshared += op.kind >= JOINT_LOAD && op.kind <= JOINT_MODIFY;
}

/* The oldest store of a buffer is seen by all. */
static void drain(struct state *state, unsigned int r)
{
	struct buffer *buffer = &state->buffers[r];

	if (state->whole.nwrites == JOINT_WRITES)
		brute_fail("so many stores");
	memcpy(&state->whole.writes[state->whole.nwrites++], buffer->stores,
	       sizeof(*buffer->stores));
	buffer->n--;
	memmove(buffer->stores, buffer->stores + 1, buffer->n * sizeof(*buffer->stores));
	memset(buffer->stores + buffer->n, 0, sizeof(*buffer->stores));
}

static u64 key_of(const struct state *state)
{
	const u8 *bytes = (const u8 *)state;
	u64 key = 0, word;

	for (size_t i = 0; i < sizeof(*state); i += 8) {
		memcpy(&word, bytes + i, sizeof(word));
		key = pick_mix(key, word);
	}
	return key;
}

static void explore(const struct state *from);

/* Whatever reader r can do next; false: it has no more reads. */
static bool go_on(struct state *from, unsigned int r, bool *dead)
{
	struct state state;
	struct joint_next next;
	struct joint_op half;
	enum joint_out out = JOINT_OUT_DONE;

	while (from->nth[r] < from->whole.each && out == JOINT_OUT_DONE) {
		out = joint_read_run(&from->whole.reads[r * JOINT_EACH + from->nth[r]], &next);
		if (out == JOINT_OUT_DONE && from->buffers[r].n)
			break;
		from->nth[r] += out == JOINT_OUT_DONE;
	}
	*dead = *dead || out == JOINT_OUT_DROPPED;
	if (*dead)
		return true;
	if (from->buffers[r].n) {
		memcpy(&state, from, sizeof(state));
		drain(&state, r);
		explore(&state);
	}
	for (unsigned int i = 0;
	     i <= next.either && out == JOINT_OUT_WAITS && !waits(from, r, &next.op); i++) {
		half = next.op;
		half.place += (u16)(4 * i);
		if (next.either)
			half.value = (u32)(next.op.value >> (32 * i));
		memcpy(&state, from, sizeof(state));
		make(&state, r, &half, &next.how);
		explore(&state);
	}
	return out == JOINT_OUT_WAITS || from->buffers[r].n;
}

static void explore(const struct state *from)
{
	bool dead = false, any = false;
	struct state state;

	if (!pick_first(key_of(from)))
		return;
	memcpy(&state, from, sizeof(state));
	for (unsigned int r = 0; r < JOINT_READERS && !dead; r++)
		any = go_on(&state, r, &dead) || any;
	if (dead)
		return;
	if (!any) {
		joint_add(&state.whole);
		return;
	}
	if (state.now + 1u < ntimes) {
		state.now++;
		explore(&state);
	}
}

/* From the start to the end of each step: one for each store, as of these none is late or ahead of another. */
static void make_times(const struct program *program)
{
	const struct schedule *schedule = &the_case.schedule;
	u64 start = schedule->tsc, next, handover = schedule->tsc + FIRST_HANDOVER;
	u8 page[BRUTE_PAGE_MAX];

	memcpy(page, program->start_page, sizeof(page));
	for (unsigned int i = 0; i <= program->nstores; i++) {
		const struct store *store = &program->stores[i];
		const struct store *before = i ? store - 1 : NULL;

		if (i == program->nstores) {
			next = start + schedule->tail + 1;
		} else if (!before || before->update != store->update) {
			handover += schedule->updates[store->update - 1].hold;
			next = handover;
		} else {
			next = start + schedule->updates[store->update - 1].gap;
		}
		for (unsigned int end = 0; end < 2; end++) {
			memcpy(pages[ntimes], page, sizeof(page));
			tscs[ntimes++] = end ? next - 1 : start;
		}
		if (i == program->nstores)
			break;
		if (store->plain)
			brute_fail("a host that stores plainly");
		memcpy(page + store->offset, &store->value, store->size);
		start = next;
	}
}

int main(int argc, char **argv)
{
	static struct state start;
	const struct program *program;

	start.whole.each = joint_case_parse(argc, argv, &the_case);
	sc = !strcmp(the_case.model, "sc");
	if (!sc && strcmp(the_case.model, "x86") != 0)
		brute_fail("that model");
	brute_page_size = the_case.format->page_size;
	program = program_make(&the_case, false);
	for (unsigned int i = 0; i < program->nops; i++)
		if (program->ops[i].op >= BRUTE_FREEZE)
			brute_fail("a host that stops vCPUs");
	if (the_case.words && program->nstores)
		brute_fail("updates in words of 32 bits");
	make_times(program);
	joint_read_setup(the_case.guest, the_case.words, tscs);
	picks_forget();
	explore(&start);
	joint_print(false);
	return 0;
}
