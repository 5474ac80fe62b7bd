/*
 * The machine's half of the check of joint reads: all executions that joint_explore() has, in the text of
 * brute_joint.h.
 */
#include "machine_joint_broken.h"

#include <stdio.h>
#include <stdlib.h>

#include "joint/joint.h"
#include "joint/joint_state.h"
#include "machine/own.h"
#include "verify/wanted.h"

static struct brute_case the_case;
static enum model model;
static struct machine *machine;
static struct joint_whole whole;
static struct wanted *wanted;
static bool anew_again;			     /* all logs are to be explored anew */
static bool after[JOINT_READS][JOINT_READS]; /* [a][b]: all of a can be before b */

bool joint_mutates(const char *mutation)
{
	return the_case.mutation && !strcmp(the_case.mutation, mutation);
}

static void __attribute__((noreturn)) fail(const char *why)
{
	fprintf(stderr, "the machine: %s\n", why);
	exit(2);
}

void brute_fail(const char *why)
{
	fail(why);
}

static void add_op(struct joint_read_made *made, const struct joint_op *op)
{
	if (made->nops == JOINT_OPS)
		fail("so many accesses");
	made->ops[made->nops++] = *op;
	made->nshared += op->kind >= JOINT_LOAD && op->kind <= JOINT_MODIFY;
}

static void take_accesses(struct joint_read_made *made, const struct read *read)
{
	for (unsigned int i = 0; i < read->naccesses; i++) {
		const struct access *access = &read->accesses[i];
		struct joint_op op = {.kind = JOINT_PAGE,
				      .place = access->offset,
				      .size = access->size,
				      .value = access->value};

		if (access->kind == ACCESS_TSC)
			op = (struct joint_op){.kind = JOINT_TSC,
					       .vcpu = access->vcpu,
					       .value = machine_position(machine, access->vcpu,
									 access->position)};
		if (access->kind == ACCESS_VCPU)
			op = (struct joint_op){.kind = JOINT_VCPU, .value = access->value};
		if (access->kind != ACCESS_RETRY && access->kind != ACCESS_MOVE)
			add_op(made, &op);
	}
}

/* The first access of all is to the first byte. */
static u16 place_in(const u8 *address, unsigned int vcpu)
{
	static const u8 *lowest[2];
	bool own = own_memory(address);

	if (!lowest[own])
		lowest[own] = own ? address : joint_lowest(address);
	return (u16)(address - lowest[own] + (own ? JOINT_OWN + 8 * vcpu : 0));
}

/* What a read has made of shared memory, but for whose stores it saw. */
static void take_shared(struct joint_read_made *made, const struct shared_op *ops,
			const struct shared_answer *answers, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		static const u8 kinds[] = {[SHARED_LOAD] = JOINT_LOAD,
					   [SHARED_STORE] = JOINT_STORE,
					   [SHARED_MODIFY] = JOINT_MODIFY,
					   [SHARED_PAGE] = JOINT_STORE};
		struct joint_op op = {.size = ops[i].size, .value = answers[i].value};

		if (!ops[i].address && ops[i].kind != SHARED_PAGE)
			continue;
		op.kind = kinds[ops[i].kind];
		op.place = ops[i].kind == SHARED_PAGE ? (u16)(JOINT_PAGE_AT + ops[i].offset)
						      : place_in(ops[i].address, ops[i].vcpu);
		op.wrote = ops[i].kind == SHARED_MODIFY && ops[i].wrote;
		if (op.wrote)
			op.stored = ops[i].value;
		if (op.kind == JOINT_STORE)
			op.value = ops[i].value;
		add_op(made, &op);
	}
}

/* Plays the steps of an execution, to see whose stores are found. */
struct player {
	struct joint_write buffers[JOINT_READERS][JOINT_WRITES];
	unsigned int nbuffer[JOINT_READERS];
	unsigned int next[JOINT_READS]; /* of each read, the access to shared memory */
};

static u8 byte_of(const struct player *player, unsigned int r, u16 byte, u8 *by)
{
	const struct joint_write *found = NULL;

	*by = JOINT_INITIAL;
	for (unsigned int i = 0; i < whole.nwrites + player->nbuffer[r]; i++) {
		const struct joint_write *write = i < whole.nwrites
							  ? &whole.writes[i]
							  : &player->buffers[r][i - whole.nwrites];

		if (byte >= write->place && byte < write->place + write->size)
			found = write;
	}
	if (!found)
		return 0;
	*by = found->by;
	return (u8)(found->value >> (8 * (byte - found->place)));
}

/* And to check what the machine says that is found there. */
static void see(const struct player *player, unsigned int r, struct joint_op *op)
{
	u64 value = 0;
	u8 by;

	for (u16 b = 0; b < op->size; b++) {
		value |= (u64)byte_of(player, r, op->place + b, &by) << (8 * b);
		if (!b)
			op->seen[0] = by;
		op->seen[1] = by;
	}
	if (value != op->value)
		fail("an access finds what nobody has stored");
}

static void write_now(const struct joint_write *write)
{
	if (whole.nwrites == JOINT_WRITES)
		fail("so many stores");
	whole.writes[whole.nwrites++] = *write;
}

static struct joint_op *shared_op(struct joint_read_made *made, unsigned int n)
{
	for (unsigned int i = 0; i < made->nops; i++)
		if (made->ops[i].kind >= JOINT_LOAD && made->ops[i].kind <= JOINT_MODIFY && !n--)
			return &made->ops[i];
	fail("a step of a read that it has not made");
}

static void play(struct player *player, const struct joint_step *step)
{
	unsigned int r = step->reader, read = r * JOINT_EACH + step->nth, n;
	struct joint_write write, *buffer = player->buffers[r];
	struct joint_op *op;

	if (step->drain) {
		write_now(buffer);
		memmove(buffer, buffer + 1, --player->nbuffer[r] * sizeof(*buffer));
		return;
	}
	if (!step->op.address && step->op.kind != SHARED_PAGE)
		return;
	n = player->next[read]++;
	op = shared_op(&whole.reads[read], n);
	write = (struct joint_write){.place = op->place,
				     .size = op->size,
				     .by = (u8)(1 + read * JOINT_OPS + n),
				     .value = op->kind == JOINT_STORE ? op->value : op->stored};
	if (op->kind != JOINT_STORE)
		see(player, r, op);
	if (op->kind == JOINT_STORE && model != MODEL_SC &&
	    (step->op.kind != SHARED_PAGE || !step->op.full))
		buffer[player->nbuffer[r]++] = write;
	else if (op->kind == JOINT_STORE || op->wrote)
		write_now(&write);
}

/* Within a block nobody knows when it was. */
static u16 certain_end(u16 end)
{
	const struct step *step = &machine_log(machine)->steps[end / 2];

	return step->open ? 2 * step->out : end;
}

/* As whoever judges them has it: the second may be as late as what it sees, if nobody waits for it. */
static bool comes_after(const struct joint *joint, const struct joint_read *first,
			const struct joint_read *second)
{
	u16 end = joint_mutates("early-end") ? 0 : certain_end(first->read.e);

	if (first->reader == second->reader || first->before & second->own)
		return false;
	return end <= second->s_first ||
	       (end <= second->s_last &&
		!joint_followed(joint, first->own, second->own,
				joint_mutates("nobody-waits-as-long") ? 0xffff : end));
}

static unsigned int place_of(const struct joint_read *read)
{
	return read->reader * JOINT_EACH + read->nth;
}

static bool ended(void *arg, struct joint *joint)
{
	const struct joint_read *reads, *last;
	unsigned int n = joint_reads(joint, &reads);

	(void)arg;
	last = &reads[n - 1];
	for (unsigned int i = 0; i + 1 < n; i++) {
		after[place_of(&reads[i])][place_of(last)] = comes_after(joint, &reads[i], last);
		after[place_of(last)][place_of(&reads[i])] = comes_after(joint, last, &reads[i]);
	}
	return true;
}

/* Who was there one after the other. */
static void take_order(const struct joint_step *steps, unsigned int n, unsigned int vcpu)
{
	for (unsigned int i = 0; i < n && machine_log(machine)->nvcpus > 1; i++)
		if (steps[i].op.vcpu == vcpu)
			whole.path = (whole.path ^ steps[i].reader) * 1099511628211u;
	whole.path += vcpu;
}

/* Whose stores come one after the other where reads store to the page. */
static void take_page_order(const struct log *log)
{
	unsigned int next = 0;
	u16 place = 0;

	whole.npage = 0;
	for (unsigned int i = 0; i < whole.nwrites; i++)
		if (whole.writes[i].place >= JOINT_PAGE_AT)
			place = whole.writes[i].place - JOINT_PAGE_AT;
	for (unsigned int i = 0; i < log->nevents && log->schedule->nstores; i++) {
		const struct event *event = &log->events[i];

		whole.path = (whole.path ^ event->guest) * 1099511628211u;
		if (!event->guest) {
			if (event->offset <= place && place < event->offset + event->size)
				whole.page[whole.npage++] = JOINT_HOST;
			continue;
		}
		while (whole.writes[next].place < JOINT_PAGE_AT)
			next++;
		whole.page[whole.npage++] = whole.writes[next++].by;
	}
}

/* For the first time of a log it was told nothing yet. */
static unsigned int begun;

static void anew(void *arg)
{
	(void)arg;
	anew_again = begun++ > 0;
}

static void wants(void *arg, struct joint *joint, const struct shared_op *op, u16 position)
{
	(void)arg;
	(void)joint;
	wanted_add(wanted, machine_log(machine), op, position);
}

static u64 path_of(const struct read *read, const struct shared_op *ops, unsigned int nops)
{
	u64 path = 0;

	for (unsigned int i = 0; i < read->naccesses; i++)
		path = (path ^ read->accesses[i].vcpu) * 1099511628211u + read->accesses[i].kind;
	for (unsigned int i = 0; i < nops; i++)
		path = (path ^ ops[i].vcpu ^ (u64)ops[i].kind << 8) * 1099511628211u +
		       ops[i].accesses;
	return path;
}

static bool complete(void *arg, struct joint *joint)
{
	const struct joint_read *reads;
	const struct joint_step *steps;
	unsigned int n = joint_reads(joint, &reads), nsteps = joint_steps(joint, &steps), nops;
	static struct player player;
	const struct shared_op *ops;
	const struct shared_answer *answers;

	(void)arg;
	memset(&player, 0, sizeof(player));
	memset(whole.reads, 0, sizeof(whole.reads));
	whole.nwrites = 0;
	whole.before = 0;
	whole.path = 0;
	for (unsigned int i = 0; i < n; i++) {
		struct joint_read_made *made = &whole.reads[place_of(&reads[i])];
		const struct read *read = joint_read_again(joint, &reads[i], &ops, &answers, &nops);

		if (read->end != READ_ACCEPTED)
			fail("a read that does not return a time");
		made->value = read->value;
		whole.starts[place_of(&reads[i])] = reads[i].s_first;
		take_accesses(made, read);
		/* on one vCPU what the text has is all that there is to an execution */
		if (machine_log(machine)->nvcpus > 1)
			whole.path += path_of(read, ops, nops) * (2 * place_of(&reads[i]) + 1);
		take_shared(made, ops, answers, nops);
	}
	for (unsigned int i = 0; i < nsteps; i++)
		play(&player, &steps[i]);
	take_page_order(machine_log(machine));
	for (unsigned int vcpu = 0; vcpu < machine_log(machine)->nvcpus; vcpu++)
		take_order(steps, nsteps, vcpu);
	for (unsigned int a = 0; a < JOINT_READS; a++)
		for (unsigned int b = 0; b < JOINT_READS; b++)
			if (a / JOINT_EACH != b / JOINT_EACH && a % JOINT_EACH < whole.each &&
			    b % JOINT_EACH < whole.each && after[a][b])
				whole.before |= (u16)(1u << (a * JOINT_READS + b));
	joint_add(&whole);
	return true;
}

/* All orders of the host's steps, and of what reads store to the page so far. */
static bool explore_orders(struct joint *joint, const struct joint_options *options)
{
	static struct choice choice;
	struct joint_counts counts = {0};

	choice_exhaustive(&choice);
	do {
		choice_begin(&choice);
		if (!machine_host(machine, the_case.host, &the_case.schedule, &choice))
			fail(machine_error(machine));
		begun = 0;
		if (machine_log(machine)->asleep)
			continue;
		if (!joint_explore(joint, options, &counts))
			return false;
	} while (choice_next(&choice) && !anew_again);
	return true;
}

/* And with each store that some read makes next. */
static bool explore(struct joint *joint, const struct joint_options *options)
{
	unsigned int after_stores = the_case.schedule.nstores;

	wanted_forget(wanted, after_stores);
	if (!explore_orders(joint, options))
		return false;
	for (unsigned int i = 0;
	     !anew_again &&
	     wanted_store(wanted, after_stores, i, &the_case.schedule.stores[after_stores]);
	     i++) {
		the_case.schedule.nstores = after_stores + 1;
		if (!explore(joint, options))
			return false;
	}
	the_case.schedule.nstores = after_stores;
	return true;
}

int main(int argc, char **argv)
{
	struct machine_options setup = {.word = 64, .retries = 3, .poison = 0xa5};
	struct joint_options options = {.readers = JOINT_READERS,
					.ended = ended,
					.complete = complete,
					.wants = wants,
					.anew = anew};
	struct joint *joint;
	bool good;
	int parsed;

	whole.each = joint_case_parse(argc, argv, &the_case);
	machine = machine_new();
	joint = machine ? joint_new(machine) : NULL;
	wanted = wanted_new();
	if (!joint || !wanted)
		fail("out of memory");
	parsed = model_parse(the_case.model);
	if (parsed < 0)
		fail("no such model");
	model = joint_mutates("at-once") ? MODEL_SC : (enum model)parsed;
	setup.format = the_case.format;
	setup.model = model;
	setup.word = the_case.words ? 32 : 64;
	setup.moves = joint_migrations;
	setup.writer = the_case.guest;
	setup.store_due = wanted_due;
	setup.store_arg = wanted;
	machine_setup(machine, &setup);
	options.guest = the_case.guest;
	options.reads = whole.each;
	do {
		anew_again = false;
		joint_forget_all();
		good = explore(joint, &options);
		the_case.schedule.nstores = 0;
	} while (good && anew_again);
	if (good)
		joint_print(true);
	else if (joint_overflowed(joint) ||
		 strstr(machine_error(machine), "not supported in model weak"))
		puts(JOINT_REFUSED);
	else
		fail(machine_error(machine));
	wanted_free(wanted);
	joint_free(joint);
	machine_free(machine);
	return 0;
}
