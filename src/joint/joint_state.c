/* What readers see of shared memory, and what is in their buffers, at one point of a joint execution. */
#include "joint/joint_state.h"

void state_copy(const struct joint *joint, struct state *to, const struct state *from)
{
	/* memcpy() of a length that the compiler does not know takes longer than what it copies here */
	for (unsigned int i = 0; i < joint->ncells; i++)
		to->cells[i] = from->cells[i];
	for (unsigned int v = 0; joint_moves(joint) && v < joint->machine->log.nvcpus; v++)
		to->places[v] = from->places[v];
	for (unsigned int r = 0; r < joint->options->readers; r++) {
		memcpy(&to->readers[r], &from->readers[r], offsetof(struct reader, buffer));
		for (unsigned int i = 0; i < from->readers[r].nbuffer; i++)
			to->readers[r].buffer[i] = from->readers[r].buffer[i];
	}
	to->begun = from->begun;
	to->nmade = from->nmade;
	to->sleep = from->sleep;
}

const struct awaited *state_awaited(const struct joint *joint, const struct state *state,
				    const struct shared_op *op, u16 front)
{
	const struct awaited *next = &joint->awaited[state->nmade];

	if (state->nmade == joint->nawaited || next->offset != op->offset ||
	    next->size != op->size || next->value != op->value ||
	    joint_position(joint, front) >= next->front)
		return NULL;
	return next;
}

void state_made(struct joint *joint, struct state *state, unsigned int r)
{
	u16 at = joint->awaited[state->nmade++].front;

	if (at < state->readers[r].stored)
		state->readers[r].stored = at;
}

u64 state_value(const struct joint *joint, const struct state *state, unsigned int r,
		const struct node *node)
{
	unsigned int at = 0, first = joint_cell(joint, r, &node->op, node->atom);
	u64 value = 0;

	for (unsigned int i = first; i < first + node->natoms; i++) {
		value |= state->cells[i].value << (8 * at);
		at += joint->atoms[i].size;
	}
	return value;
}

struct buffered *state_buffered(struct reader *reader, const struct node *node, bool *all)
{
	u32 wanted = state_atoms(node->atom, node->natoms);

	for (unsigned int i = reader->nbuffer; i-- > 0;) {
		struct buffered *store = &reader->buffer[i];
		u32 has = state_atoms(store->atom, store->natoms);

		if (!(has & wanted))
			continue;
		*all = (has & wanted) == wanted;
		return store;
	}
	return NULL;
}

u64 state_forwarded(const struct joint *joint, const struct buffered *store,
		    const struct node *node)
{
	unsigned int shift = 0;

	for (unsigned int i = store->atom; i < node->atom; i++)
		shift += 8u * joint->atoms[i].size;
	return store->op->value >> shift & bytes_mask(node->op.size);
}

u16 state_front(struct joint *joint, const struct state *state, unsigned int r,
		const struct node *node, bool loads, u32 *before)
{
	bool buffers = joint->machine->options.model != MODEL_SC;
	unsigned int first = joint_cell(joint, r, &node->op, node->atom);
	u16 front = 0;

	for (unsigned int i = first; i < first + node->natoms; i++) {
		const struct cell *cell = &state->cells[i];

		if (!buffers || cell->reader != r || loads) {
			front = joint_join(joint, front, cell->stored);
			*before |= cell->stored_before;
		}
		if (!loads)
			continue;
		front = joint_join(joint, front, cell->loads);
		*before |= cell->loads_before;
	}
	return front;
}

void state_put(struct joint *joint, struct state *state, unsigned int r, u8 first, u8 n, u64 value,
	       u16 front, u32 before, u16 loads, u32 loads_before)
{
	for (unsigned int i = first; i < (unsigned int)first + n; i++) {
		struct cell *cell = &state->cells[i];
		u16 size = joint->atoms[i].size;

		*cell = (struct cell){.value = value & bytes_mask(size),
				      .stored = front,
				      .stored_before = before,
				      .loads = loads,
				      .loads_before = loads_before,
				      .reader = (u8)r};
		value = size < 8 ? value >> (8 * size) : 0;
	}
}

u8 state_vcpu(const struct reader *reader, const struct shared_op *op)
{
	if (op->kind == SHARED_STORE && op->vcpu == SHARED_ANYWHERE && reader->nbuffer)
		return reader->buffer[reader->nbuffer - 1].vcpu;
	return op->vcpu;
}

static bool has_stored(const struct reader *reader, u8 vcpu)
{
	for (unsigned int i = 0; i < reader->nbuffer; i++)
		if (reader->buffer[i].vcpu == vcpu)
			return true;
	return false;
}

/* Is it where no other may run meanwhile? */
static bool holds(const struct joint *joint, const struct reader *reader, u8 vcpu)
{
	const struct node *node = &joint->nodes[reader->node];

	return !reader->done && node->read.end == READ_WAITS && node->op.pinned &&
	       node->op.vcpu == vcpu;
}

bool state_runs(const struct joint *joint, const struct state *state, unsigned int r, u8 vcpu)
{
	if (!joint_moves(joint) || vcpu == SHARED_ANYWHERE)
		return true;
	for (unsigned int i = 0; i < state->begun; i++) {
		const struct reader *reader = &state->readers[i];

		if (i != r && (holds(joint, reader, vcpu) || has_stored(reader, vcpu)))
			return false;
	}
	return true;
}

u16 state_switch(const struct joint *joint, const struct state *state, unsigned int r, u8 vcpu,
		 u32 *before)
{
	const struct place *place;

	if (!joint_moves(joint) || vcpu == SHARED_ANYWHERE)
		return 0;
	place = &state->places[vcpu];
	if (place->reader == 0xff || place->reader == r)
		return 0;
	*before |= place->before;
	return place->front;
}

void state_stay(struct joint *joint, struct state *state, unsigned int r, u8 vcpu, u16 front,
		u32 before)
{
	struct place *place;

	if (!joint_moves(joint) || vcpu == SHARED_ANYWHERE)
		return;
	place = &state->places[vcpu];
	place->front = joint_join(joint, place->front, front);
	place->before |= before;
	place->reader = (u8)r;
}
