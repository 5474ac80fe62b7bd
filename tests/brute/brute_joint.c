/*
 * Brute force of joint reads: one real timeline, on which time passes, readers make their accesses one by one, and
 * their stores leave their buffers, in every order; in weak, the host's stores come to be seen, too. A state that was
 * reached before is all that is not entered twice. brute_joint_state.h says what an access finds.
 */
#include "brute_joint_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brute_pick.h"

#define NOWHERE 0xff	      /* it has not begun */
#define ELSEWHERE JOINT_VCPUS /* on a vCPU of which nobody else is, and which no read is told of */

static struct brute_case the_case;
static struct program the_program;
static const struct program *program = &the_program;
static unsigned int ntimes;
static bool several; /* vCPUs */
static enum joint_order model;

/* Does an access have to wait for stores of its reader? */
static bool waits(const struct state *state, unsigned int r, const struct joint_next *next)
{
	const struct buffer *buffer = &state->buffers[r];
	const struct joint_op *op = &next->op;

	if (next->locked)
		return buffer->n;
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

/*
 * All reads of the other reader that have ended by then are before one that begins; but the machine compares no two reads
 * of which only moments within a block are between them.
 */
static void begin(struct state *state, unsigned int r, u8 moment)
{
	unsigned int read = state_read(state, r);

	for (unsigned int a = 0; a < JOINT_READS; a++)
		if (a / JOINT_EACH != r && a % JOINT_EACH < state->nth[a / JOINT_EACH] &&
		    joint_past_out(&state->past, state->ends[a]) <= moment)
			state->whole.before |= (u16)(1u << (a * JOINT_READS + read));
	state->begun[r] = moment;
}

/* What there is at the moment at hand. */
static void look(const struct state *state, unsigned int r, const struct joint_next *next,
		 struct joint_op *op)
{
	if (op->kind == JOINT_PAGE) {
		memcpy(&op->value, joint_time_page(state->now) + op->place, op->size);
		state_overlay(state, &state->buffers[r], op);
	}
	if (op->kind == JOINT_TSC)
		op->value = state->now;
	op->vcpu = op->kind == JOINT_TSC && vcpus_apart(&the_case.schedule) ? state->vcpu[r] : 0;
	if (op->kind == JOINT_VCPU)
		op->value = state->vcpu[r];
	if (next->own)
		op->place += (u16)(JOINT_OWN + 8 * state->vcpu[r]);
	if (op->kind == JOINT_LOAD || op->kind == JOINT_MODIFY)
		state_find(state, &state->buffers[r], state->whole.nwrites, op);
	if (op->kind == JOINT_MODIFY)
		state_modify(op, &next->how);
}

/* Reader r makes its next access. */
static void make(struct state *state, unsigned int r, const struct joint_op *op)
{
	unsigned int read = state_read(state, r);
	struct joint_read_made *made = &state->whole.reads[read];
	u8 name = joint_name(read, made);

	if (!made->nops && model != JOINT_WEAK)
		begin(state, r, 0);
	if (op->wrote || (op->kind == JOINT_STORE && model == JOINT_SC))
		state_write(state, op, op->wrote ? op->stored : op->value, name);
	if (op->wrote && model == JOINT_WEAK)
		joint_past_add(&state->past, EVENT_WRITE);
	if (op->kind == JOINT_STORE && model != JOINT_SC)
		state_delay(state, r, op, name);
	if (made->nops == JOINT_OPS)
		brute_fail("so many accesses");
	made->ops[made->nops++] = *op;
	if (the_case.words && made->nops > 1)
		sort_halves(&made->ops[made->nops - 2]);
	made->nshared += op->kind >= JOINT_LOAD && op->kind <= JOINT_MODIFY;
	state->pins[r] = (u8)(state->pins[r] + (op->kind == JOINT_PIN) - (op->kind == JOINT_UNPIN));
}

/* And stores what a locked operation on the page does. */
static void make_locked(struct state *state, unsigned int r, const struct joint_next *next)
{
	unsigned int read = state_read(state, r);
	struct joint_read_made *made = &state->whole.reads[read];

	state_write(state, &next->store, next->store.value, joint_name(read, made));
	if (made->nops == JOINT_OPS)
		brute_fail("so many accesses");
	made->ops[made->nops++] = next->store;
	made->nshared++;
}

static u64 mix_bytes(u64 key, const void *from, size_t n)
{
	const u8 *bytes = from;
	u64 word;

	for (size_t i = 0; i < n; i += sizeof(word)) {
		word = 0;
		memcpy(&word, bytes + i, n - i < sizeof(word) ? n - i : sizeof(word));
		key = pick_mix(key, word);
	}
	return key;
}

/* All of a state but for what is of no use yet. */
static u64 key_of(const struct state *state)
{
	const struct joint_whole *whole = &state->whole;
	u64 key = pick_mix(0, whole->before);

	for (unsigned int i = 0; i < JOINT_READS; i++) {
		const struct joint_read_made *made = &whole->reads[i];

		key = pick_mix(key, made->nops);
		key = mix_bytes(key, made->ops, made->nops * sizeof(*made->ops));
		key = pick_mix(key, made->value);
	}
	key = pick_mix(key, whole->nwrites);
	key = mix_bytes(key, whole->writes, whole->nwrites * sizeof(*whole->writes));
	key = mix_bytes(key, state->buffers, sizeof(state->buffers));
	key = mix_bytes(key, state->nth, sizeof(state->nth));
	key = mix_bytes(key, state->begun, sizeof(state->begun));
	key = mix_bytes(key, state->ends, sizeof(state->ends));
	key = mix_bytes(key, state->vcpu, sizeof(state->vcpu));
	key = mix_bytes(key, state->home, sizeof(state->home));
	key = mix_bytes(key, state->moves, sizeof(state->moves));
	key = pick_mix(key, state->now);
	return mix_bytes(key, &state->past, 1u + state->past.n);
}

static void explore(const struct state *from);
static void look_back(struct state *from, unsigned int r);

/* Its next access, or the first half of it, whichever that is. */
static void access(const struct state *from, unsigned int r, const struct joint_next *next)
{
	for (unsigned int i = 0; i <= next->either; i++) {
		struct joint_next half = *next;
		struct state state;
		struct joint_op op;

		half.op.place += (u16)(4 * i);
		if (next->either)
			half.op.value = (u32)(next->op.value >> (32 * i));
		op = half.op;
		if (model != JOINT_WEAK)
			look(from, r, next, &op);
		for (unsigned int n = 0;
		     model == JOINT_WEAK ? state_look_back(from, r, &half, n, &op) : !n; n++) {
			memcpy(&state, from, sizeof(state));
			make(&state, r, &op);
			if (next->locked)
				make_locked(&state, r, next);
			if (model == JOINT_WEAK && op.kind != JOINT_STORE && !op.wrote)
				look_back(&state, r);
			else
				explore(&state);
		}
	}
}

static enum joint_out run(struct state *state, unsigned int r, struct joint_next *next)
{
	enum joint_out out =
		joint_read_run(&state->whole.reads[state_read(state, r)], state->begun[r], next);

	if (out == JOINT_OUT_REFUSED) {
		puts(JOINT_REFUSED);
		exit(0);
	}
	return out;
}

/* weak: it begins when the reader's last one is over, or one of the other's. */
static void begin_somewhere(const struct state *from, unsigned int r)
{
	u8 own = from->nth[r] ? from->ends[state_read(from, r) - 1] : 0;

	for (unsigned int a = 0; a < JOINT_READS; a++) {
		unsigned int other = a / JOINT_EACH;
		struct state state;
		u8 moment = own, out;

		if (other != r && a % JOINT_EACH >= from->nth[other])
			continue;
		out = joint_past_out(&from->past, from->ends[a]);
		if (other != r && out > EVENTS_MAX)
			continue;
		if (other != r && out > own)
			moment = out;
		memcpy(&state, from, sizeof(state));
		begin(&state, r, moment);
		look_back(&state, r);
	}
}

/*
 * weak: reader r goes on up to the next store that it makes, to where it waits for one to be made, or to the end of its read. All
 * before that looks back, so that it can be left until then.
 */
static void look_back(struct state *from, unsigned int r)
{
	struct joint_next next;
	enum joint_out out;

	if (from->begun[r] == NOT_BEGUN) {
		begin_somewhere(from, r);
		return;
	}
	if (!pick_first(pick_mix(key_of(from), r + 1)))
		return;
	out = run(from, r, &next);
	if (out == JOINT_OUT_WAITS && !waits(from, r, &next))
		access(from, r, &next);
	if (out != JOINT_OUT_DONE || from->buffers[r].n)
		return;
	from->ends[state_read(from, r)] = state_over(from, r);
	from->nth[r]++;
	from->begun[r] = NOT_BEGUN;
	explore(from);
}

static void drain(const struct state *from, unsigned int r)
{
	struct state state;

	memcpy(&state, from, sizeof(state));
	state_drain(&state, r, model == JOINT_WEAK);
	explore(&state);
}

/* Does the other reader keep r from running where it is? */
static bool is_kept_off(const struct state *from, unsigned int r)
{
	unsigned int other = 1 - r;

	return several && from->vcpu[r] != ELSEWHERE && from->vcpu[other] == from->vcpu[r] &&
	       (from->pins[other] || from->buffers[other].n);
}

/* To be on a vCPU: at first, or by a migration. */
static void come_to(const struct state *from, unsigned int r, u8 vcpu)
{
	struct state state;

	if (vcpu == from->vcpu[r])
		return;
	memcpy(&state, from, sizeof(state));
	state.vcpu[r] = vcpu;
	explore(&state);
}

/* Does what comes next tell a read where it is? */
static bool tells(const struct joint_next *next)
{
	return next->own || next->op.kind == JOINT_VCPU ||
	       (next->op.kind == JOINT_TSC && vcpus_apart(&the_case.schedule));
}

/* It is told: may it have come there, and where has it been told of last? */
static bool is_told(struct state *state, unsigned int r)
{
	u8 vcpu = state->vcpu[r], *home = &state->home[r];

	if (vcpu == ELSEWHERE)
		return false;
	state->moves[r] += *home != NOWHERE && *home != vcpu;
	*home = vcpu;
	return state->moves[r] <= joint_migrations;
}

/* Its next access, where it is, or is to be. */
static void access_somewhere(const struct state *from, unsigned int r,
			     const struct joint_next *next)
{
	struct state state;

	for (u8 vcpu = 0; several && !from->pins[r] && !from->buffers[r].n && vcpu <= ELSEWHERE;
	     vcpu++)
		come_to(from, r, vcpu);
	if (from->vcpu[r] == NOWHERE || waits(from, r, next) || is_kept_off(from, r))
		return;
	memcpy(&state, from, sizeof(state));
	if (!several || !tells(next) || is_told(&state, r))
		access(&state, r, next);
}

static void leave(struct state *state, unsigned int r)
{
	state->vcpu[r] = several ? NOWHERE : 0;
	state->home[r] = NOWHERE;
	state->moves[r] = state->pins[r] = 0;
}

/* Whatever reader r can do next; false: it has no more reads. */
static bool go_on(struct state *from, unsigned int r, bool *dead)
{
	struct joint_next next;
	enum joint_out out = JOINT_OUT_DONE;

	while (from->nth[r] < from->whole.each && out == JOINT_OUT_DONE) {
		out = run(from, r, &next);
		if (out == JOINT_OUT_DONE && from->buffers[r].n)
			break;
		from->nth[r] += out == JOINT_OUT_DONE;
		if (out == JOINT_OUT_DONE)
			leave(from, r);
	}
	*dead = *dead || out == JOINT_OUT_DROPPED;
	if (*dead)
		return true;
	if (from->buffers[r].n)
		drain(from, r);
	if (out == JOINT_OUT_WAITS)
		access_somewhere(from, r, &next);
	return out == JOINT_OUT_WAITS || from->buffers[r].n;
}

static bool go_on_weak(const struct state *from, unsigned int r)
{
	struct state state;

	if (from->buffers[r].n)
		drain(from, r);
	if (from->nth[r] == from->whole.each)
		return false;
	/* readers are alike: the first one moves first */
	if (r && !from->whole.nwrites && !from->buffers[0].n && !from->nth[0])
		return true;
	memcpy(&state, from, sizeof(state));
	look_back(&state, r);
	return true;
}

/* The host's stores that may be seen now, or later. */
static void see_stores(const struct state *from)
{
	struct state state;

	for (unsigned int s = 0; s < program->nstores; s++) {
		if (!joint_past_may_see(&from->past, s))
			continue;
		memcpy(&state, from, sizeof(state));
		joint_past_add(&state.past, (u8)s);
		explore(&state);
	}
}

static void explore(const struct state *from)
{
	bool dead = false, any = false;
	struct state state;

	if (!pick_first(key_of(from)))
		return;
	memcpy(&state, from, sizeof(state));
	for (unsigned int r = 0; r < JOINT_READERS && !dead; r++)
		any = (model == JOINT_WEAK ? go_on_weak(&state, r) : go_on(&state, r, &dead)) ||
		      any;
	if (dead)
		return;
	if (!any) {
		state_page_order(&state);
		joint_add(&state.whole);
		return;
	}
	if (model == JOINT_WEAK)
		see_stores(&state);
	if (state.now + 1u == ntimes)
		return;
	state.now++;
	if (model == JOINT_WEAK)
		joint_past_add(&state.past, EVENT_TICK);
	explore(&state);
}

/* A page is at first as its host keeps it: what an update stores in fields that are no parameter's is there. */
static void keep_flags(void)
{
	struct brute_case plain = the_case;

	plain.schedule.nupdates = 1;
	plain.schedule.updates[0] = (struct update){
		.kind = UPDATE_REFRESH, .rate = plain.schedule.rate, .gap = 1, .dies_after = -1};
	the_program = *program_make(&plain, false);
	for (unsigned int f = 0; f < the_case.format->nfields; f++) {
		const struct field *field = &the_case.format->fields[f];

		for (unsigned int i = 0; i < program->nstores && field->role == FIELD_OTHER; i++)
			if (program->stores[i].offset == field->offset)
				memcpy(the_program.start_page + field->offset,
				       &program->stores[i].value, field->size);
	}
}

int main(int argc, char **argv)
{
	u8 start_page[BRUTE_PAGE_MAX];

	static struct state start;

	start.whole.each = joint_case_parse(argc, argv, &the_case);
	model = !strcmp(the_case.model, "sc")	 ? JOINT_SC
		: !strcmp(the_case.model, "x86") ? JOINT_X86
						 : JOINT_WEAK;
	if (model == JOINT_WEAK && strcmp(the_case.model, "weak") != 0)
		brute_fail("that model");
	brute_page_size = (u16)(the_case.format->page_size *
				vcpus_pages(the_case.format, vcpus_of(&the_case.schedule)));
	keep_flags();
	memcpy(start_page, program->start_page, sizeof(start_page));
	the_program = *program_make(&the_case, false);
	for (unsigned int f = 0; f < the_case.format->nfields; f++)
		if (the_case.format->fields[f].role == FIELD_OTHER)
			memcpy(the_program.start_page + the_case.format->fields[f].offset,
			       start_page + the_case.format->fields[f].offset,
			       the_case.format->fields[f].size);
	for (unsigned int i = 0; i < program->nops; i++)
		if (program->ops[i].op >= BRUTE_FREEZE)
			brute_fail("a host that stops vCPUs");
	if (the_case.words && program->nstores)
		brute_fail("updates in words of 32 bits");
	ntimes = joint_time_make(&the_case, program, model == JOINT_WEAK);
	several = vcpus_of(&the_case.schedule) > 1;
	if (several && model == JOINT_WEAK)
		brute_fail("two vCPUs in weak");
	joint_read_setup(&the_case, model == JOINT_WEAK, joint_time_tscs());
	memset(start.begun, NOT_BEGUN, sizeof(start.begun));
	memset(start.vcpu, several ? NOWHERE : 0, sizeof(start.vcpu));
	memset(start.home, NOWHERE, sizeof(start.home));
	picks_forget();
	explore(&start);
	joint_print(false);
	return 0;
}
