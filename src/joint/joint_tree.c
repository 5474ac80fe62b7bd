/*
 * What reads that share memory can do, each way once for a log: a read up to its first access to such memory,
 * and from the answer to one of them up to the next. Of ways that have loaded and sampled the same, one is left out
 * if another can be followed by all that it can. Each is run twice, over different poison.
 */
#include "joint/joint_engine.h"

#include <stdio.h>
#include <stdlib.h>

#include "machine/read.h"
#include "machine/reader.h"

/* The answers that lead to a node. */
static unsigned int answers_of(const struct joint *joint, u32 node, struct shared_answer *answers)
{
	unsigned int n = 0, at;

	for (u32 i = node; joint->nodes[i].parent != NONE; i = joint->nodes[i].parent)
		n++;
	at = n;
	for (u32 i = node; at; i = joint->nodes[i].parent)
		answers[--at] = (struct shared_answer){joint->nodes[i].value,
						       joint->fronts[joint->nodes[i].answered]};
	return n;
}

static void look_at_sequence(struct joint *joint, const struct read *read)
{
	const struct format *format = joint->machine->options.format;

	for (unsigned int i = 0; i < read->naccesses; i++) {
		const struct access *access = &read->accesses[i];
		const struct uses *uses = access->site->uses;

		if (access->kind != ACCESS_LOAD || access->site->unused)
			continue;
		for (unsigned int f = 0; f < format->nfields; f++) {
			const struct field *field = &format->fields[f];

			if (field->role == FIELD_SEQUENCE &&
			    field->offset < access->offset + access->size &&
			    access->offset < field->offset + field->size)
				joint->sequence = joint->sequence || !uses || uses->stored;
		}
	}
}

/* Has the read touched shared memory before all else? */
static bool waits_first(const struct joint *joint, u32 parent, const struct read *read)
{
	if (parent == NONE)
		return read->end == READ_WAITS && !read->naccesses;
	while (joint->nodes[parent].parent != NONE)
		parent = joint->nodes[parent].parent;
	return !joint->nodes[parent].read.naccesses;
}

/* The last moment at which it may start to see what it sees of the page, whatever shared memory says. */
static u16 last_start(struct machine *m, const struct read *read)
{
	const struct view *view = m->view;
	u16 last = view->npositions - 1u;

	/* in weak what it has seen of a block may hold it there */
	if (!m->in_order && !m->log.ordered)
		return read->s;
	for (unsigned int i = 0; i < read->naccesses; i++) {
		const struct access *access = &read->accesses[i];
		u16 at = access->position;

		if (access->kind != ACCESS_LOAD && access->kind != ACCESS_TSC)
			continue;
		if (access->kind == ACCESS_LOAD) {
			const struct slot *slot = reader_slot(m, access->offset, access->size);
			u16 step = view->step[at];

			while (step + 1 < view->nsteps && slot->forced[step + 1] <= access->entry)
				step++;
			at = view->first[step + 1] - 1u;
		}
		last = at < last ? at : last;
	}
	return view->position[last] > read->s ? view->position[last] : read->s;
}

static void fill(struct joint *joint, struct node *node, u32 parent,
		 const struct shared_state *state)
{
	struct machine *m = joint->machine;
	const struct read *read = &m->read;

	node->front = joint_front(joint, &state->cursor);
	node->look = joint_front(joint, &state->look);
	node->end_front = joint_front(joint, &state->end);
	node->unpinned = state->unpinned;
	node->trace = state->trace;
	node->round = (u16)state->round;
	node->nops = (u16)state->nops;
	node->s_first = 2 * machine_step(m, read->vcpu, read->start_step);
	if (node->s_first > read->s)
		node->s_first = read->s;
	node->s_last = waits_first(joint, parent, read) ? last_start(m, read) : read->s;
	node->read = *read;
	node->read.accesses = NULL;
	node->touches = false;
	for (unsigned int i = 0; i < state->nops; i++) {
		const struct shared_op *op = &m->sharing.ops[i];

		if (op->kind == SHARED_STORE || op->wrote)
			joint->stored_sizes |= op->size;
		/* the others are no accesses: they tell nothing of what is kept */
		node->touches |= op->kind == SHARED_LOAD || op->kind == SHARED_STORE ||
				 op->kind == SHARED_MODIFY;
	}
	if (read->end == READ_WAITS) {
		node->op = m->sharing.ops[state->nops - 1];
		if (node->op.address)
			node->atom = joint_atom_of(joint, &node->op, &node->natoms);
		if (joint->again)
			joint_make_atoms(joint, &node->op);
	}
}

/* The node that the read of the machine has come to, if another one does not cover it. */
static void add(struct joint *joint, u32 parent, const struct shared_answer *answer, u16 front,
		u32 first, u32 *last)
{
	struct machine *m = joint->machine;
	u32 at = joint->nnodes, n = at - first;
	struct shared_state *state;
	struct node *node = &joint->nodes[at];

	/* what begins with shared memory can wait for it where it is */
	if (parent == NONE && m->read.end == READ_WAITS && !m->read.naccesses &&
	    (m->in_order || m->log.ordered) && m->start > m->view->step[m->start_after])
		return;
	if (at == JOINT_NODES_MAX || n == WAYS_MAX ||
	    joint->nchoices + joint->choice.n > JOINT_CHOICES_MAX) {
		joint_overflow(joint, TOO_MANY_WAYS);
		return;
	}
	state = &joint->states[n];
	shared_state(m, state);
	for (u32 i = first; i < at; i++)
		if (joint->nodes[i].parent == parent &&
		    shared_covers(&joint->states[i - first], state))
			return;
	*node = (struct node){.parent = parent, .next = NONE, .answered = front};
	if (answer) {
		const struct shared_op *before = &m->sharing.ops[joint->nodes[parent].nops - 1];

		node->value = answer->value;
		node->wrote = before->wrote;
		node->written = before->value;
	}
	node->choices = joint->nchoices;
	node->nchoices = (u16)joint->choice.n;
	memcpy(joint->choices + node->choices, joint->choice.taken,
	       joint->choice.n * sizeof(*joint->choices));
	joint->nchoices += joint->choice.n;
	fill(joint, node, parent, state);
	if (*last != NONE)
		joint->nodes[*last].next = at;
	*last = at;
	joint->nnodes++;
}

/* Leave out what a later one covers. */
static u32 thin_out(struct joint *joint, u32 first)
{
	u32 kept = NONE, last = NONE;

	for (u32 i = first; i < joint->nnodes; i++) {
		bool covered = false;

		for (u32 k = i + 1; k < joint->nnodes && !covered; k++)
			covered =
				shared_covers(&joint->states[k - first], &joint->states[i - first]);
		if (covered)
			continue;
		if (last == NONE)
			kept = i;
		else
			joint->nodes[last].next = i;
		joint->nodes[i].next = NONE;
		last = i;
	}
	return kept;
}

/* The read that was just run, over another poison: does it go as before? */
static bool seen(struct joint *joint, const struct front *after,
		 const struct shared_answer *answers, unsigned int n)
{
	struct machine *m = joint->machine;
	struct shared_state before, now;
	struct choice *choice = &joint->choice;
	unsigned int depth = choice->depth, made = choice->n;
	const struct shared_op op = m->sharing.ops[m->sharing.nops ? m->sharing.nops - 1 : 0];
	enum read_end end = m->read.end;
	u8 poison = m->options.poison;
	bool same;

	shared_state(m, &before);
	choice->depth = made;
	choice->n = 0;
	reader_set_poison(m, (u8)~poison, true);
	shared_read(m, joint->options->guest, choice, after, answers, n);
	reader_set_poison(m, poison, false);
	choice->depth = depth;
	shared_state(m, &now);
	same = choice->n == made && m->read.end == end && now.nops == before.nops &&
	       now.trace == before.trace && now.e == before.e && now.s == before.s &&
	       (!now.nops || m->sharing.ops[now.nops - 1].value == op.value);
	if (!same)
		joint_fail(joint, "the guest reads the page where the machine sees no access to "
				  "it: inline assembly?");
	return same;
}

/* All that a read does from a node, or from its start, on. */
static u32 expand(struct joint *joint, u32 parent, const struct shared_answer *answer, u16 front)
{
	struct machine *m = joint->machine;
	struct choice *choice = &joint->choice;
	struct shared_answer answers[SHARED_OPS_MAX];
	struct front after = joint->fronts[front];
	unsigned int n = 0, before = 0;
	u32 first = joint->nnodes, last = NONE;
	bool floats = m->sharing.floats, excludes = m->sharing.excludes;

	choice_exhaustive(choice);
	if (parent != NONE) {
		const struct node *node = &joint->nodes[parent];
		u32 root = parent;

		n = answers_of(joint, parent, answers);
		answers[n++] = *answer;
		before = node->nchoices;
		memcpy(choice->taken, joint->choices + node->choices,
		       before * sizeof(*choice->taken));
		while (joint->nodes[root].parent != NONE)
			root = joint->nodes[root].parent;
		after = joint->fronts[joint->nodes[root].answered];
	}
	choice->depth = before;
	do {
		choice_begin(choice);
		joint->counts->reads++;
		if (!shared_read(m, joint->options->guest, choice, &after, answers, n))
			continue;
		if (m->read.end == READ_ERROR)
			joint_fail(joint, m->error);
		joint->again = joint->again || m->sharing.floats != floats ||
			       m->sharing.excludes != excludes;
		if (m->read.end == READ_LIMIT)
			joint->counts->limited++;
		if (m->read.end == READ_CUT || m->read.end == READ_LIMIT || joint->stopped ||
		    joint->again || !seen(joint, &after, answers, n))
			continue;
		look_at_sequence(joint, &m->read);
		add(joint, parent, answer, front, first, &last);
	} while (!joint->stopped && !joint->again && choice_next(choice) && choice->depth > before);
	return last == NONE ? NONE : thin_out(joint, first);
}

static u32 slot_of(u32 node, u64 value, u16 front)
{
	u64 hash = ((u64)node << 16 | front) * 0x9e3779b97f4a7c15;

	hash = (hash ^ hash >> 29 ^ value) * 0xbf58476d1ce4e5b9;
	return (u32)(hash >> 32) % EDGES_MAX;
}

static u32 look_up(struct joint *joint, u32 node, u64 value, u16 front)
{
	u32 slot = slot_of(node, value, front), first;
	struct shared_answer answer;
	struct edge *edge;

	for (;; slot = (slot + 1) % EDGES_MAX) {
		edge = &joint->edges[slot];
		if (edge->log != joint->log)
			break;
		if (edge->node == node && edge->value == value && edge->front == front)
			return edge->first;
	}
	if (++joint->nedges > EDGES_MAX / 2) {
		joint_overflow(joint, TOO_MANY_WAYS);
		return NONE;
	}
	answer = (struct shared_answer){value, joint->fronts[front]};
	first = expand(joint, node, node == NONE ? NULL : &answer, front);
	*edge = (struct edge){
		.log = joint->log, .node = node, .front = front, .value = value, .first = first};
	return first;
}

u32 joint_starts(struct joint *joint, u16 front)
{
	return look_up(joint, NONE, 0, front);
}

u32 joint_answered(struct joint *joint, u32 node, u64 value, u16 front)
{
	return look_up(joint, node, value, front);
}

const struct read *joint_read_again(struct joint *joint, const struct joint_read *read,
				    const struct shared_op **ops,
				    const struct shared_answer **answers, unsigned int *nops)
{
	struct machine *m = joint->machine;
	const struct node *node = &joint->nodes[read->node];
	struct shared_answer given[SHARED_OPS_MAX];
	unsigned int n = answers_of(joint, read->node, given);
	u32 root = read->node;

	while (joint->nodes[root].parent != NONE)
		root = joint->nodes[root].parent;
	choice_replay(&joint->choice, joint->choices + node->choices, node->nchoices);
	choice_begin(&joint->choice);
	shared_read(m, joint->options->guest, &joint->choice,
		    &joint->fronts[joint->nodes[root].answered], given, n);
	m->read.s = read->read.s;
	m->read.e = read->read.e;
	*ops = m->sharing.ops;
	*answers = m->sharing.answers;
	*nops = m->sharing.nops;
	return &m->read;
}

unsigned int joint_stored_sizes(const struct joint *joint)
{
	return joint->stored_sizes;
}

bool joint_carries_sequence(const struct joint *joint)
{
	return joint->sequence;
}
