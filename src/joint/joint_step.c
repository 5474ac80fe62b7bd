/* What a step touches and does; see joint_step.h. */
#include "joint/joint_step.h"

static bool is_weak(const struct joint *joint)
{
	return joint->machine->options.model == MODEL_WEAK;
}

/* An answer that does not come later than what the reader has come to says nothing of when. */
static u16 news(struct joint *joint, u16 cursor, u16 front)
{
	return joint_join(joint, cursor, front) == cursor ? 0 : front;
}

/* Would a locked operation that finds this store? All of its ways do, or none. */
static bool would_write(struct joint *joint, u32 node, u64 value, u16 front)
{
	u32 next = joint_answered(joint, node, value, news(joint, joint->nodes[node].look, front));

	return next == NONE || joint->nodes[next].wrote;
}

/* A vCPU as a set, if there are several. */
static u16 place_of(const struct joint *joint, u8 vcpu)
{
	return joint_moves(joint) && vcpu != SHARED_ANYWHERE ? (u16)(1u << vcpu) : 0;
}

const struct shared_op *step_to_page(struct joint *joint, const struct state *state, unsigned int r,
				     u16 *front)
{
	const struct reader *reader = &state->readers[r];
	const struct node *node = &joint->nodes[reader->node];

	if (r >= state->begun || reader->done)
		return NULL;
	if (reader->nbuffer) {
		*front = joint_join(joint, reader->buffer[0].front, reader->drained);
		return reader->buffer[0].op->kind == SHARED_PAGE ? reader->buffer[0].op : NULL;
	}
	*front = joint_join(joint, node->front, reader->drained);
	return node->read.end == READ_WAITS && node->op.kind == SHARED_PAGE && node->op.full
		       ? &node->op
		       : NULL;
}

/* May it be made now? */
static bool is_awaited(struct joint *joint, const struct state *state, unsigned int r)
{
	u16 front;
	const struct shared_op *op = step_to_page(joint, state, r, &front);

	return op && state_awaited(joint, state, op, front);
}

static void access_footprint(struct joint *joint, struct state *state, unsigned int r,
			     struct footprint *print)
{
	struct reader *reader = &state->readers[r];
	const struct node *node;
	bool all;
	u32 before = 0;
	u16 front;
	u8 vcpu;

	if (r >= state->begun || reader->done)
		return;
	node = &joint->nodes[reader->node];
	if (node->read.end != READ_WAITS)
		return;
	/* of readers that are alike so far */
	if (r && !reader->nth && !reader->moved && !state->readers[r - 1].moved &&
	    reader->first == state->readers[r - 1].first)
		return;
	vcpu = state_vcpu(reader, &node->op);
	print->possible = state_runs(joint, state, r, vcpu);
	print->vcpus = place_of(joint, vcpu);
	print->stays = vcpu != node->op.vcpu;
	if (!print->possible)
		return;
	switch ((enum shared_kind)node->op.kind) {
	case SHARED_LOAD:
		if (!state_buffered(reader, node, &all))
			print->reads = state_atoms(joint_cell(joint, r, &node->op, node->atom),
						   node->natoms);
		else
			print->possible = all;
		break;
	case SHARED_STORE:
		if (joint->machine->options.model == MODEL_SC)
			print->writes = state_atoms(joint_cell(joint, r, &node->op, node->atom),
						    node->natoms);
		else
			print->possible = reader->nbuffer < BUFFER_MAX;
		break;
	case SHARED_MODIFY:
		print->possible = !reader->nbuffer;
		print->reads =
			state_atoms(joint_cell(joint, r, &node->op, node->atom), node->natoms);
		if (!print->possible)
			break;
		front = state_front(joint, state, r, node, false, &before);
		front = joint_join(joint, front, state_switch(joint, state, r, vcpu, &before));
		if (!is_weak(joint))
			front = joint_join(joint, front, reader->drained);
		if (would_write(joint, reader->node, state_value(joint, state, r, node), front))
			print->writes = print->reads;
		break;
	case SHARED_PAGE:
		print->possible =
			node->op.full ? is_awaited(joint, state, r) : reader->nbuffer < BUFFER_MAX;
		print->writes = node->op.full ? ATOM_PAGE : 0;
		break;
	case SHARED_FENCE:
		print->possible = !reader->nbuffer;
		break;
	case SHARED_PIN:
	case SHARED_HERE:
		break;
	}
}

static void drain_footprint(struct joint *joint, const struct state *state, unsigned int r,
			    struct footprint *print)
{
	const struct reader *reader = &state->readers[r];

	print->possible = r < state->begun && reader->nbuffer;
	if (!print->possible)
		return;
	print->vcpus = place_of(joint, reader->buffer[0].vcpu);
	if (reader->buffer[0].op->kind == SHARED_PAGE) {
		print->possible = is_awaited(joint, state, r);
		print->writes = ATOM_PAGE;
		return;
	}
	print->writes =
		state_atoms(joint_cell(joint, r, reader->buffer[0].op, reader->buffer[0].atom),
			    reader->buffer[0].natoms);
}

void step_footprint(struct joint *joint, struct state *state, unsigned int step,
		    struct footprint *print)
{
	*print = (struct footprint){.reader = (u8)(step / 2)};
	if (step % 2)
		drain_footprint(joint, state, step / 2, print);
	else
		access_footprint(joint, state, step / 2, print);
}

bool steps_commute(const struct footprint *a, const struct footprint *b)
{
	return !(a->reads & b->writes) && !(a->writes & (b->reads | b->writes)) &&
	       ((a->reader == b->reader && !a->stays && !b->stays) || !(a->vcpus & b->vcpus));
}

static void note_step(struct joint *joint, unsigned int r, const struct reader *reader, bool drain,
		      const struct shared_op *op, u64 value, u16 front)
{
	struct joint_step *step;

	if (joint->nsteps == JOINT_STEPS_MAX) {
		joint_fail(joint, "a joint execution has too many steps");
		return;
	}
	step = &joint->steps[joint->nsteps++];
	*step = (struct joint_step){(u8)r, reader->nth, drain,
				    *op,   value,	joint_position(joint, front)};
}

void step_drain(struct joint *joint, struct state *state, unsigned int r)
{
	struct reader *reader = &state->readers[r];
	const struct buffered store = reader->buffer[0];
	u16 front = joint_join(joint, store.front, reader->drained);
	u32 reads = store.before | reader->drained_before;
	unsigned int first = joint_cell(joint, r, store.op, store.atom);

	for (unsigned int i = first; i < first + store.natoms; i++) {
		const struct cell *cell = &state->cells[i];

		front = joint_join(joint, front, joint_join(joint, cell->stored, cell->loads));
		reads |= cell->stored_before | cell->loads_before;
	}
	if (store.op->kind == SHARED_PAGE) {
		front = joint_join(joint, front, joint->awaited[state->nmade].front);
		state_made(joint, state, r);
	} else {
		state_put(joint, state, r, (u8)first, store.natoms, store.op->value, front, reads,
			  store.loads, store.loads_before);
	}
	state_stay(joint, state, r, store.vcpu, front, reads);
	reader->drained = front;
	reader->drained_before = reads;
	reader->nbuffer--;
	memmove(reader->buffer, reader->buffer + 1, reader->nbuffer * sizeof(*reader->buffer));
	note_step(joint, r, reader, true, store.op, 0, front);
}

/*
 * What a locked operation comes after, that finds what is there since front. In weak one that stores nothing is a
 * load; and one that is no full barrier has loaded before what it stores has to wait for.
 */
static u16 find_locked(struct joint *joint, const struct state *state, unsigned int r,
		       const struct node *node, u16 front, u32 *before)
{
	const struct reader *reader = &state->readers[r];
	u64 value = state_value(joint, state, r, node);
	bool weak = is_weak(joint);

	if (!weak) {
		front = joint_join(joint, front, reader->drained);
		*before |= reader->drained_before;
	}
	if (!node->op.full || !would_write(joint, reader->node, value, front))
		return front;
	if (weak) {
		front = joint_join(joint, front, reader->drained);
		*before |= reader->drained_before;
	}
	return joint_join(joint, front, state_front(joint, state, r, node, true, before));
}

/* What an access of r finds, and the front of that; the state is changed but for what it stores. */
static u64 find(struct joint *joint, struct state *state, unsigned int r, const struct node *node,
		u16 *front)
{
	struct reader *reader = &state->readers[r];
	struct buffered *store;
	unsigned int first;
	u32 before = 0;
	u64 value;
	bool all;
	u16 at;

	*front = state_switch(joint, state, r, state_vcpu(reader, &node->op), &reader->before);
	if (node->op.kind == SHARED_STORE || node->op.kind >= SHARED_PIN)
		return 0;
	if (node->op.kind == SHARED_FENCE) {
		*front = joint_join(joint, *front, reader->drained);
		reader->before |= reader->drained_before;
		return 0;
	}
	if (node->op.kind == SHARED_PAGE) {
		if (!node->op.full)
			return 0;
		*front = joint_join(joint, *front, joint->awaited[state->nmade].front);
		state_made(joint, state, r);
		return joint->awaited[state->nmade - 1].event;
	}
	store = node->op.kind == SHARED_LOAD ? state_buffered(reader, node, &all) : NULL;
	if (store) {
		store->loads = joint_join(joint, store->loads, node->front);
		store->loads_before |= reader->before;
		return state_forwarded(joint, store, node);
	}
	value = state_value(joint, state, r, node);
	*front = joint_join(joint, *front, state_front(joint, state, r, node, false, &before));
	if (node->op.kind == SHARED_MODIFY)
		*front = find_locked(joint, state, r, node, *front, &before);
	reader->before |= before;
	at = joint_join(joint, node->look, *front);
	first = joint_cell(joint, r, &node->op, node->atom);
	for (unsigned int i = first; i < first + node->natoms; i++) {
		state->cells[i].loads = joint_join(joint, state->cells[i].loads, at);
		state->cells[i].loads_before |= reader->before;
	}
	return value;
}

static void store_now(struct joint *joint, struct state *state, unsigned int r,
		      const struct node *node, u64 value, u16 front)
{
	state_put(joint, state, r, joint_cell(joint, r, &node->op, node->atom), node->natoms, value,
		  front, state->readers[r].before, 0, 0);
}

u64 step_access(struct joint *joint, struct state *state, unsigned int r, u16 *front)
{
	struct reader *reader = &state->readers[r];
	const struct node *node = &joint->nodes[reader->node];
	u8 vcpu = state_vcpu(reader, &node->op);
	struct shared_op op = node->op;
	u64 value = find(joint, state, r, node, front);
	u32 before = 0;

	if (node->op.kind == SHARED_STORE && joint->machine->options.model == MODEL_SC) {
		*front = joint_join(joint, *front,
				    state_front(joint, state, r, node, true, &before));
		reader->before |= before;
		store_now(joint, state, r, node, node->op.value,
			  joint_join(joint, node->front, *front));
	} else if (node->op.kind == SHARED_STORE ||
		   (node->op.kind == SHARED_PAGE && !node->op.full)) {
		reader->buffer[reader->nbuffer++] =
			(struct buffered){.atom = node->atom,
					  .natoms = node->natoms,
					  .vcpu = vcpu,
					  .front = joint_join(joint, node->front, *front),
					  .before = reader->before,
					  .op = &node->op};
	}
	reader->moved = true;
	state_stay(joint, state, r, vcpu, joint_join(joint, node->front, *front), reader->before);
	op.vcpu = vcpu;
	note_step(joint, r, reader, false, &op, value, joint_join(joint, node->front, *front));
	*front = news(joint, node->look, *front);
	return value;
}

void step_answered(struct joint *joint, struct state *state, unsigned int r, u32 to, u16 front)
{
	struct reader *reader = &state->readers[r];
	const struct node *node = &joint->nodes[reader->node];
	u32 before = reader->drained_before;

	/* others come there behind what kept them away */
	if (node->op.pinned || node->op.kind >= SHARED_PIN)
		state_stay(joint, state, r, node->op.vcpu, joint->nodes[to].unpinned, 0);
	reader->node = to;
	if (node->op.kind != SHARED_MODIFY || !joint->nodes[to].wrote)
		return;
	front = joint_join(joint, node->front, front);
	if (!node->op.full) {
		front = joint_join(joint, front, reader->drained);
		front = joint_join(joint, front, state_front(joint, state, r, node, true, &before));
		reader->before |= before;
		reader->drained = front;
		reader->drained_before = reader->before;
	}
	store_now(joint, state, r, node, joint->nodes[to].written, front);
}
