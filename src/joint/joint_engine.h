/* What the files of joint executions share, and nobody else. */
#ifndef WARPAGE_JOINT_ENGINE_H
#define WARPAGE_JOINT_ENGINE_H

#include "machine/engine.h"
#include "joint/joint.h"

#define WAYS_MAX 8192	     /* of one edge */
#define EDGES_MAX (1u << 19) /* a power of two */
#define JOINT_CHOICES_MAX (1u << 22)
#define FRONTS_MAX 0xffff
#define FRONT_SLOTS (1u << 17)
#define JOINS (1u << 13) /* a power of two */
#define ATOMS_MAX 16
#define BUFFER_MAX 6
#define NONE (~(u32)0)

/* Bytes of shared memory that each access has all of, or none. */
struct atom {
	u8 *address;
	u16 size;
	u64 initial;
};

/* A store of the log that some read is to make. */
struct awaited {
	u16 offset, size, event;
	u16 front; /* its moment: what it comes after is before that */
	u64 value;
};

/* A read that has come so far: it waits for an answer, or has ended. */
struct node {
	u32 parent;    /* whose wait was answered; NONE: a read begins */
	u32 next;      /* another one after the same answer */
	u32 choices;   /* where they are, ... */
	u16 nchoices;  /* ... all from the start */
	u16 front;     /* cursor: the access that it waits for is not before it ... */
	u16 look;      /* ... nor what that finds, which in weak may be earlier */
	u16 end_front; /* what follows the read is not before it */
	u16 unpinned;  /* when it was free again to leave its vCPU, the last time before */
	u16 answered;  /* front that it was given, and value */
	u64 value;
	u64 trace;
	u8 atom, natoms; /* of the access that it waits for */
	bool wrote;	 /* it was answered a modification, which stored ... */
	u64 written;
	struct shared_op op;
	u16 round, nops;
	bool touches; /* some of those loads shared memory or stores there */
	u16 s_first, s_last;
	struct read read;
};

struct edge {
	u64 value;
	u32 node;  /* NONE: a start, after front */
	u32 first; /* of the nodes that it leads to; NONE: nothing comes of it */
	u32 log;   /* of another than joint->log: the place is free */
	u16 front;
};

struct front_slot {
	u32 log; /* as of struct edge */
	u32 front;
};

/* What two fronts come to. */
struct join {
	u32 log;
	u16 a, b, both;
};

struct joint {
	struct machine *machine;
	const struct joint_options *options;
	struct joint_counts *counts;
	struct choice choice;
	struct atom atoms[ATOMS_MAX];
	unsigned int natoms;
	unsigned int own, nown; /* atoms of which each vCPU has one ... */
	unsigned int ncells;	/* ... and so many there are with those of all vCPUs */
	const char *overflowed;
	bool again; /* atoms are others now: begin anew */
	bool sequence;
	unsigned int stored_sizes;
	u32 log; /* the how many-th */
	u32 nnodes, nchoices, nedges, nfronts;
	struct node *nodes;
	struct shared_state *states; /* of the nodes of the edge at hand */
	struct edge *edges;
	u16 *choices;
	struct front *fronts; /* the first are moments alone */
	struct front_slot *front_slots;
	struct join *joins; /* those that were asked for last */
	unsigned int moments;
	unsigned int nawaited;
	struct awaited awaited[GUEST_STORES_MAX]; /* in the order of the log */
	struct joint_read reads[JOINT_ALL_MAX];
	unsigned int nreads;
	unsigned int nended; /* those that are told one by one, when all have ended, included */
	u32 under_way
		[JOINT_READERS_MAX]; /* by reader: what comes before what its read has made so far, ... */
	u16 under_way_last[JOINT_READERS_MAX]; /* ... and where that started at the latest */
	struct joint_step steps[JOINT_STEPS_MAX];
	unsigned int nsteps;
	bool stopped;
};

/* Nodes (joint_tree.c): forget all, as there is another log; ... */
void joint_forget(struct joint *joint);

/* ... those that a read comes to from its start after a front, or after an answer. NONE: none. */
u32 joint_starts(struct joint *joint, u16 front);
u32 joint_answered(struct joint *joint, u32 node, u64 value, u16 front);

/*
 * Atoms (joint_atoms.c): the first one of an access, and *n: how many it is of; where it cuts one, joint->again.
 * And: make those that it is of whole; and give each vCPU those that are its own.
 */
u8 joint_atom_of(struct joint *joint, const struct shared_op *op, u8 *n);
void joint_make_atoms(struct joint *joint, const struct shared_op *op);
void joint_share_out(struct joint *joint);

/* Has the log several vCPUs, which reads come to and leave? If not, each reader is one that nobody migrates from. */
static inline bool joint_moves(const struct joint *joint)
{
	return joint->machine->log.nvcpus > 1;
}

/* Where an access of reader r finds it. */
static inline u8 joint_cell(const struct joint *joint, unsigned int r, const struct shared_op *op,
			    u8 atom)
{
	unsigned int vcpu = joint_moves(joint) ? op->vcpu : r;

	if (!vcpu || atom - joint->own >= joint->nown)
		return atom;
	return (u8)(joint->natoms + (vcpu - 1) * joint->nown + atom - joint->own);
}

/* Fronts (joint_front.c): the later of two, and one that is not known yet. */
u16 joint_join_sets(struct joint *joint, u16 a, u16 b);
u16 joint_front(struct joint *joint, const struct front *front);

static inline u16 joint_join(struct joint *joint, u16 a, u16 b)
{
	if (a < joint->moments && b < joint->moments)
		return a > b ? a : b;
	return joint_join_sets(joint, a, b);
}

static inline u16 joint_position(const struct joint *joint, u16 front)
{
	return joint->fronts[front].position;
}

/* Leave the exploration, with a reason: it can't be done; or reads can only be judged one by one. */
void joint_fail(struct joint *joint, const char *why);
void joint_overflow(struct joint *joint, const char *why);

#define TOO_MANY_WAYS "reads that share memory have too many ways to go on"

#endif
