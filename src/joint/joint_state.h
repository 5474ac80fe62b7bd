/* Where a joint execution has come to: for joint_explore.c alone. */
#ifndef WARPAGE_JOINT_STATE_H
#define WARPAGE_JOINT_STATE_H

#include "joint/joint_engine.h"

/* A store on its way to memory. */
struct buffered {
	u8 atom, natoms;
	u16 front,
		loads; /* since when it may be made; what its own reader's loads of it have come to */
	u32 before, loads_before;
	const struct shared_op *op;
};

struct reader {
	u32 node;
	u16 floor; /* of the next read */
	u16 drained;
	u32 before, drained_before; /* reads of which something comes before */
	u32 first;		    /* the node that its first read began with */
	u8 nth, nbuffer;
	bool done, moved;
	u8 alone_from; /* accesses that its read had made when all others were done; 0xff: they are not */
	struct buffered buffer[BUFFER_MAX];
};

struct cell {
	u64 value;
	u16 stored, loads; /* fronts: of the last store, and of the loads since */
	u32 stored_before, loads_before;
	u8 reader; /* who stored; 0xff: nobody yet */
};

struct state {
	struct cell cells[ATOMS_MAX];
	struct reader readers[JOINT_READERS_MAX];
	unsigned int begun;
	u8 sleep; /* two bits for each reader: its access, its store that leaves the buffer */
};

/* So many atoms, from first on, as a set. */
static inline u16 state_atoms(u8 first, u8 n)
{
	return (u16)(((1u << n) - 1) << first);
}

/* What there is of a state: most of it has nothing in it. */
void state_copy(const struct joint *joint, struct state *to, const struct state *from);

/* What memory holds where the access of reader r that node waits for looks. */
u64 state_value(const struct joint *joint, const struct state *state, unsigned int r,
		const struct node *node);

/* The newest store of a reader's buffer that an access would find; *all: the whole of the access, if any. */
struct buffered *state_buffered(struct reader *reader, const struct node *node, bool *all);

/* What it finds there. */
u64 state_forwarded(const struct joint *joint, const struct buffered *store,
		    const struct node *node);

/*
 * The front of what an access of reader r finds in memory, with loads: and of all loads of that since; *before: the
 * reads of which something comes before. Stores of its own reader make no order for a load.
 */
u16 state_front(struct joint *joint, const struct state *state, unsigned int r,
		const struct node *node, bool loads, u32 *before);

/* A store is made in memory, at a front; loads: the front of those that have seen it by then. */
void state_put(struct joint *joint, struct state *state, unsigned int r, u8 first, u8 n, u64 value,
	       u16 front, u32 before, u16 loads, u32 loads_before);

#endif
