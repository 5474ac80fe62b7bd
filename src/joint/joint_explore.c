/*
 * The interleavings of readers that share memory, each of them once but for the order of what commutes: steps that
 * were tried and commute with all that was done since sleep (P. Godefroid). Readers are alike: of those that
 * begin with the same, the first goes first.
 */
#include "joint/joint_step.h"

#include "choice/choice.h"

#define READS_A_DRAW 4 /* single reads cost about as much as an execution that is drawn */

static bool explore(struct joint *joint, struct state *state);
static bool begin_read(struct joint *joint, const struct state *state, unsigned int r);

/* One of n that is drawn. */
static u32 draw(const struct joint *joint, u32 n)
{
	struct choice *first = joint->options->first;

	if (first && first->nbytes && first->n < CHOICES_MAX)
		return choose(first, n, CHOOSE_JOINT);
	return (u32)(choice_number(joint->options->random) % n);
}

/* Of a node and those after it: all, or one that is drawn. */
static u32 first_of(const struct joint *joint, u32 node)
{
	u32 n = 0;

	if (!joint->options->random)
		return node;
	for (u32 i = node; i != NONE; i = joint->nodes[i].next)
		n++;
	for (n = n ? draw(joint, n) : 0; n; n--)
		node = joint->nodes[node].next;
	return node;
}

static u32 next_of(const struct joint *joint, u32 node)
{
	return joint->options->random ? NONE : joint->nodes[node].next;
}

static u32 bit_of(const struct joint *joint, unsigned int r, unsigned int nth)
{
	return (u32)1 << (r * joint->options->reads + nth);
}

static bool all_others_done(const struct joint *joint, const struct state *state, unsigned int r)
{
	for (unsigned int i = 0; i < joint->options->readers; i++)
		if (i != r && (i >= state->begun || !state->readers[i].done))
			return false;
	return true;
}

/* A read of r has ended, and all its stores are made. */
static bool end_read(struct joint *joint, struct state *state, unsigned int r)
{
	struct reader *reader = &state->readers[r];
	const struct node *node = &joint->nodes[reader->node];
	struct joint_read *read = &joint->reads[joint->nreads];
	bool more;

	reader->before |= reader->drained_before;
	*read = (struct joint_read){.read = node->read,
				    .reader = (u8)r,
				    .nth = reader->nth,
				    .own = bit_of(joint, r, reader->nth),
				    .before = reader->before,
				    .touches = node->touches,
				    .alone = reader->alone_from <= node->round,
				    .node = reader->node};
	read->s_first = node->s_first;
	read->s_last = node->s_last;
	if (joint_position(joint, reader->drained) > read->read.e)
		read->read.e = joint_position(joint, reader->drained);
	if (reader->stored <= read->s_last)
		read->s_last = reader->stored - 1;
	/* it waits for somebody who has not ended: other executions show what comes of it */
	if (read->read.end == READ_STUCK && node->nops > 0 && !read->alone) {
		joint->counts->blocked++;
		return true;
	}
	joint->nended = ++joint->nreads;
	for (unsigned int i = 0; i < state->begun; i++) {
		joint->under_way[i] =
			i != r && !state->readers[i].done ? state->readers[i].before : 0;
		joint->under_way_last[i] = joint->nodes[state->readers[i].node].s_last;
	}
	for (unsigned int i = state->begun; i < joint->options->readers; i++)
		joint->under_way[i] = 0;
	if (!joint->nawaited && joint->options->ended &&
	    !joint->options->ended(joint->options->arg, joint)) {
		joint->stopped = true;
		return false;
	}
	reader->floor = joint_join(joint, node->end_front, reader->drained);
	reader->nth++;
	reader->done = reader->nth == joint->options->reads || read->read.end == READ_STUCK;
	if (reader->done)
		for (unsigned int i = 0; i < joint->options->readers; i++)
			if (i < state->begun && !state->readers[i].done &&
			    state->readers[i].alone_from == 0xff &&
			    all_others_done(joint, state, i))
				state->readers[i].alone_from =
					(u8)(joint->nodes[state->readers[i].node].nops - 1);
	more = reader->done ? explore(joint, state) : begin_read(joint, state, r);
	joint->nended = --joint->nreads;
	return more;
}

/* Where reader r has come to by now: another access, or an end, for good or until its buffer is empty. */
static bool settle(struct joint *joint, struct state *state, unsigned int r)
{
	struct reader *reader = &state->readers[r];

	if (joint->nodes[reader->node].read.end == READ_WAITS || reader->nbuffer)
		return explore(joint, state);
	return end_read(joint, state, r);
}

static bool begin_read(struct joint *joint, const struct state *state, unsigned int r)
{
	const struct reader *before = &state->readers[r];
	u32 node = first_of(joint, joint_starts(joint, before->floor));

	if (node == NONE)
		joint->counts->blocked++;
	for (; node != NONE && !joint->stopped && !joint->again; node = next_of(joint, node)) {
		struct state next;
		struct reader *reader = &next.readers[r];

		state_copy(joint, &next, state);
		if (!joint->options->random && !reader->nth && r &&
		    node < next.readers[r - 1].first)
			continue;
		if (!reader->nth)
			reader->first = node;
		reader->node = node;
		reader->stored = 0xffff;
		reader->drained = 0;
		reader->drained_before = 0;
		reader->alone_from = all_others_done(joint, &next, r) ? 0 : 0xff;
		reader->before |= bit_of(joint, r, reader->nth);
		if (!settle(joint, &next, r))
			return false;
	}
	return !joint->stopped && !joint->again;
}

static bool drain(struct joint *joint, const struct state *state, unsigned int r, u8 sleep)
{
	struct state next;
	unsigned int steps = joint->nsteps;
	bool more;

	state_copy(joint, &next, state);
	step_drain(joint, &next, r);
	next.sleep = sleep;
	more = settle(joint, &next, r);
	joint->nsteps = steps;
	return more;
}

static bool access(struct joint *joint, const struct state *state, unsigned int r, u8 sleep)
{
	struct state next;
	u32 node = state->readers[r].node, to;
	unsigned int steps = joint->nsteps;
	u16 front;
	u64 value;

	state_copy(joint, &next, state);
	value = step_access(joint, &next, r, &front);
	next.sleep = sleep;
	for (to = first_of(joint, joint_answered(joint, node, value, front));
	     to != NONE && !joint->stopped && !joint->again; to = next_of(joint, to)) {
		struct state after;

		state_copy(joint, &after, &next);
		step_answered(joint, &after, r, to, front);
		if (!settle(joint, &after, r))
			break;
	}
	joint->nsteps = steps;
	return !joint->stopped && !joint->again;
}

/* That all reads have ended shows that others have made the stores that each saw. */
static void tell_ended(struct joint *joint)
{
	const struct joint_options *options = joint->options;

	memset(joint->under_way, 0, sizeof(joint->under_way));
	for (joint->nreads = 1; !joint->stopped && joint->nreads < joint->nended; joint->nreads++)
		joint->stopped = !options->ended(options->arg, joint);
	joint->nreads = joint->nended;
	joint->stopped = joint->stopped || !options->ended(options->arg, joint);
}

static bool finished(struct joint *joint)
{
	const struct joint_options *options = joint->options;

	if (joint->nawaited && options->ended)
		tell_ended(joint);
	if (joint->stopped)
		return false;
	joint->counts->executions++;
	if (options->complete && !options->complete(options->arg, joint))
		joint->stopped = true;
	if (options->limit && !options->random && joint->counts->executions >= options->limit)
		joint->stopped = true;
	return !joint->stopped;
}

/* No step is possible: have all reads ended, and are all stores made that the log has of them? */
static bool come_to_end(struct joint *joint, const struct state *state)
{
	bool whole = state->nmade == joint->nawaited;

	for (unsigned int i = 0; i < joint->options->readers; i++)
		whole = whole && state->readers[i].done;
	joint->counts->blocked += !whole;
	return whole ? finished(joint) : true;
}

/* Can some read still make the next store of the log? None that has come to its moment, nor one after that. */
static bool may_be_made(const struct joint *joint, const struct state *state)
{
	u16 moment = joint->awaited[state->nmade].front;

	for (unsigned int r = 0; r < joint->options->readers; r++) {
		const struct reader *reader = &state->readers[r];

		if (!reader->done && joint_position(joint, reader->drained) < moment &&
		    (reader->nbuffer ||
		     joint_position(joint, joint->nodes[reader->node].front) < moment))
			return true;
	}
	return false;
}

/* Tell of what reads are to store to the page that the log does not have. */
static void tell_wanted(struct joint *joint, const struct state *state)
{
	if (state->nmade < joint->nawaited || !joint->options->wants)
		return;
	for (unsigned int r = 0; r < joint->options->readers; r++) {
		u16 front;
		const struct shared_op *op = step_to_page(joint, state, r, &front);

		if (op)
			joint->options->wants(joint->options->arg, joint, op,
					      joint_position(joint, front));
	}
}

/* One of the steps that are possible. */
static bool step_at_random(struct joint *joint, const struct state *state,
			   const struct footprint *prints, unsigned int n)
{
	unsigned int steps[2 * JOINT_READERS_MAX], npossible = 0, t;

	for (t = 0; t < n; t++)
		if (prints[t].possible)
			steps[npossible++] = t;
	if (!npossible)
		return come_to_end(joint, state);
	t = steps[draw(joint, npossible)];
	return (t % 2 ? drain : access)(joint, state, t / 2, 0);
}

static bool explore(struct joint *joint, struct state *state)
{
	unsigned int n = 2 * joint->options->readers, done = 0;
	struct footprint prints[2 * JOINT_READERS_MAX];
	bool any = false, possible = false;

	if (joint->stopped || joint->again)
		return false;
	if (state->begun < joint->options->readers) {
		state->begun++;
		return begin_read(joint, state, state->begun - 1);
	}
	if (state->nmade < joint->nawaited && !may_be_made(joint, state)) {
		joint->counts->blocked++;
		return true;
	}
	for (unsigned int t = 0; t < n; t++) {
		step_footprint(joint, state, t, &prints[t]);
		possible = possible || prints[t].possible;
	}
	if (joint->stopped || joint->again)
		return false;
	tell_wanted(joint, state);
	if (joint->options->random)
		return step_at_random(joint, state, prints, n);
	for (unsigned int t = 0; t < n; t++) {
		u8 sleep = 0;

		if (!prints[t].possible || state->sleep >> t & 1)
			continue;
		any = true;
		for (unsigned int u = 0; u < n; u++)
			if ((state->sleep | done) >> u & 1 && steps_commute(&prints[t], &prints[u]))
				sleep |= (u8)(1u << u);
		if (!(t % 2 ? drain : access)(joint, state, t / 2, sleep))
			return false;
		done |= 1u << t;
	}
	if (!possible)
		return come_to_end(joint, state);
	joint->counts->blocked += !any;
	return true;
}

/* Drawn at least so many, and as long as it took more to find out what reads can do. */
static bool drawn_enough(const struct joint *joint, u64 tries, u64 reads)
{
	return tries >= joint->options->limit &&
	       tries >= (joint->counts->reads - reads) / READS_A_DRAW;
}

static void explore_from_start(struct joint *joint)
{
	struct state state = {.begun = 0};

	joint->nreads = joint->nended = joint->nsteps = 0;
	joint_share_out(joint);
	if (joint->stopped)
		return;
	for (unsigned int v = 0; v < VCPUS_MAX; v++)
		state.places[v].reader = 0xff;
	for (unsigned int i = 0; i < joint->ncells; i++)
		state.cells[i] = (struct cell){.value = joint->atoms[i].initial, .reader = 0xff};
	explore(joint, &state);
}

bool joint_explore(struct joint *joint, const struct joint_options *options,
		   struct joint_counts *counts)
{
	struct joint_counts before = *counts;
	u64 random = options->random ? *options->random : 0;
	const u8 *bytes = options->first ? options->first->bytes : NULL;
	size_t nbytes = options->first ? options->first->nbytes : 0;

	joint->options = options;
	joint->counts = counts;
	do {
		*counts = before;
		if (options->random)
			*options->random = random;
		if (options->first)
			choice_bytes(options->first, bytes, nbytes);
		if (options->anew)
			options->anew(options->arg);
		joint->stopped = false;
		joint->overflowed = NULL;
		joint_forget(joint);
		if (joint_moves(joint) && joint->machine->log.partial)
			joint_overflow(joint, "a host that stops some vCPUs, and not others");
		else
			explore_from_start(joint);
		for (u64 i = 1; options->random && !joint->stopped && !joint->again &&
				!drawn_enough(joint, i, before.reads);
		     i++)
			explore_from_start(joint);
	} while (joint->again && !joint->stopped);
	return !joint->stopped;
}

bool joint_followed(const struct joint *joint, u32 first, u32 second, u16 moment)
{
	for (unsigned int i = 0; i < joint->nended; i++)
		if (!(joint->reads[i].own & (first | second)) && joint->reads[i].before & second &&
		    joint->reads[i].s_last < moment)
			return true;
	for (unsigned int i = 0; i < joint->options->readers; i++)
		if (joint->under_way[i] & second && joint->under_way_last[i] < moment)
			return true;
	return false;
}

unsigned int joint_reads(const struct joint *joint, const struct joint_read **reads)
{
	*reads = joint->reads;
	return joint->nreads;
}

unsigned int joint_steps(const struct joint *joint, const struct joint_step **steps)
{
	*steps = joint->steps;
	return joint->nsteps;
}
