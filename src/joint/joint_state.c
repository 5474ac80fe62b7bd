/* What readers see of shared memory, and what is in their buffers, at one point of a joint execution. */
#include "joint/joint_state.h"

void state_copy(const struct joint *joint, struct state *to, const struct state *from)
{
	/* memcpy() of a length that the compiler does not know takes longer than what it copies here */
	for (unsigned int i = 0; i < joint->ncells; i++)
		to->cells[i] = from->cells[i];
	for (unsigned int r = 0; r < joint->options->readers; r++) {
		memcpy(&to->readers[r], &from->readers[r], offsetof(struct reader, buffer));
		for (unsigned int i = 0; i < from->readers[r].nbuffer; i++)
			to->readers[r].buffer[i] = from->readers[r].buffer[i];
	}
	to->begun = from->begun;
	to->sleep = from->sleep;
}

u64 state_value(const struct joint *joint, const struct state *state, unsigned int r,
		const struct node *node)
{
	unsigned int at = 0, first = joint_cell(joint, r, node->atom);
	u64 value = 0;

	for (unsigned int i = first; i < first + node->natoms; i++) {
		value |= state->cells[i].value << (8 * at);
		at += joint->atoms[i].size;
	}
	return value;
}

struct buffered *state_buffered(struct reader *reader, const struct node *node, bool *all)
{
	u16 wanted = state_atoms(node->atom, node->natoms);

	for (unsigned int i = reader->nbuffer; i-- > 0;) {
		struct buffered *store = &reader->buffer[i];
		u16 has = state_atoms(store->atom, store->natoms);

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
	unsigned int first = joint_cell(joint, r, node->atom);
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
	first = joint_cell(joint, r, first);
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
