/* Where a joint execution has come to: for joint_explore.c alone. */
#ifndef WARPAGE_JOINT_STATE_H
#define WARPAGE_JOINT_STATE_H

#include "clock/schedule.h"
#include "joint/joint_engine.h"

/* A store on its way to memory. */
struct buffered {
	u8 atom, natoms, vcpu; /* where its reader is until it is made, or SHARED_ANYWHERE */
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
	u16 stored; /* when its read made its first store to the page; 0xffff: not yet */
	u8 alone_from; /* accesses that its read had made when all others were done; 0xff: they are not */
	struct buffered buffer[BUFFER_MAX];
};

struct cell {
	u64 value;
	u16 stored, loads; /* fronts: of the last store, and of the loads since */
	u32 stored_before, loads_before;
	u8 reader; /* who stored; 0xff: nobody yet */
};

/*
 * What has been done on a vCPU by readers that were there for certain; what another one does there comes behind it, as one
 * makes way for the other.
 */
struct place {
	u16 front;
	u32 before;
	u8 reader; /* who was there last; 0xff: nobody yet */
};

struct state {
	struct cell cells[ATOMS_MAX];
	struct place places[VCPUS_MAX];
	struct reader readers[JOINT_READERS_MAX];
	unsigned int begun;
	u8 nmade; /* of the stores to the page that the log has */
	u8 sleep; /* two bits for each reader: its access, its store that leaves the buffer */
};

/* So many atoms, from first on, as a set. */
static inline u32 state_atoms(u8 first, u8 n)
{
	return (((u32)1 << n) - 1) << first;
}

/* The page, where reads store to it: in the order of the log. */
#define ATOM_PAGE ((u32)1 << ATOMS_MAX)

/* The next store of the log's, if a read that comes to a store to the page not before front makes that; or NULL. */
const struct awaited *state_awaited(const struct joint *joint, const struct state *state,
				    const struct shared_op *op, u16 front);

/* Reader r makes it. */
void state_made(struct joint *joint, struct state *state, unsigned int r);

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

/* A store to n cells is made in memory, at a front; loads: the front of those that have seen it by then. */
void state_put(struct joint *joint, struct state *state, unsigned int r, u8 first, u8 n, u64 value,
	       u16 front, u32 before, u16 loads, u32 loads_before);

/*
 * Vcpus, where one may be SHARED_ANYWHERE. The one that a store of a reader's is made on: it stays where it is as long as
 * another one is in its buffer. May reader r make an access on one now, or does another one hold it, or has to make its
 * stores there before it makes way? Then the front of what r comes after as others were there, and: r has come to front
 * there.
 */
u8 state_vcpu(const struct reader *reader, const struct shared_op *op);
bool state_runs(const struct joint *joint, const struct state *state, unsigned int r, u8 vcpu);
u16 state_switch(const struct joint *joint, const struct state *state, unsigned int r, u8 vcpu,
		 u32 *before);
void state_stay(struct joint *joint, struct state *state, unsigned int r, u8 vcpu, u16 front,
		u32 before);

#endif
