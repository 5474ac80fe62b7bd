/*
 * Steps of a joint execution: an access of a reader to shared memory (step 2 r), or the oldest store of its buffer, which is
 * made in memory (step 2 r + 1). What they touch, and what they do to a state.
 */
#ifndef WARPAGE_JOINT_STEP_H
#define WARPAGE_JOINT_STEP_H

#include "joint/joint_state.h"

/* What a step touches, as sets of atoms. */
struct footprint {
	bool possible;
	bool stays; /* a store, where its reader is because of what it has stored before */
	u8 reader;
	u32 reads, writes;
	u16 vcpus; /* where: of two readers there one is first */
};

/* Of a step; a state is not changed, but what a read does may have to be found out. */
void step_footprint(struct joint *joint, struct state *state, unsigned int step,
		    struct footprint *print);
bool steps_commute(const struct footprint *a, const struct footprint *b);

/*
 * Is r to store to the page next, at once or from its buffer? Returns that store, or NULL; *front: what it comes after.
 */
const struct shared_op *step_to_page(struct joint *joint, const struct state *state, unsigned int r,
				     u16 *front);

/* The oldest store of r's buffer is made. */
void step_drain(struct joint *joint, struct state *state, unsigned int r);

/* The access of r: what it finds, and the front of that, which is the answer to its read; ... */
u64 step_access(struct joint *joint, struct state *state, unsigned int r, u16 *front);

/* ... and where the read has come to with it: a node that that answer leads to. */
void step_answered(struct joint *joint, struct state *state, unsigned int r, u32 to, u16 front);

#endif
