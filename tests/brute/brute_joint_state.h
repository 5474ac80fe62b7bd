/*
 * Brute force of joint reads: where an execution has come to, and what is in memory then.
 *
 * sc and x86: an access takes place at the moment at hand, also a TSC sample that is ordered. x86: a store enters the
 * reader's buffer, which is first in first out; a load finds the newest store of its own buffer first; a locked operation,
 * a full fence and the end of a read wait until it is empty.
 *
 * Of two vCPUs a read starts on either, or on a third one where no other is, and comes to any of them before each access,
 * when nothing is in its buffer. It is told of the two alone; that it is on another one than last, at most so many times.
 * Where a reader is pinned, or has something in its buffer, the other makes no access.
 *
 * weak: loads and TSC samples look back, as far as what they are not before lets them; and not behind what an
 * earlier load of the same bytes found. Stores are made as in x86. A locked operation finds what was stored last; one that
 * stores nothing is a load.
 */
#ifndef TESTS_BRUTE_JOINT_STATE_H
#define TESTS_BRUTE_JOINT_STATE_H

#include "brute_joint_read.h"
#include "brute_joint_time.h"

#define NOT_BEGUN 0xff

struct buffer {
	u8 n;
	struct joint_write stores[4];
};

struct state {
	struct joint_whole whole;
	struct buffer buffers[JOINT_READERS];
	u8 nth[JOINT_READERS];			      /* the read that each is at */
	u8 begun[JOINT_READERS];		      /* weak: the moment at which that began */
	u8 ends[JOINT_READS];			      /* weak: since when all of a read is over */
	u8 now;					      /* the position */
	u8 vcpu[JOINT_READERS];			      /* sc, x86: where each is in its read, ... */
	u8 home[JOINT_READERS];			      /* ... was told last that it is, ... */
	u8 moves[JOINT_READERS], pins[JOINT_READERS]; /* ... and how often it moved, and may not */
	struct joint_past past;			      /* weak */
};

enum joint_order { JOINT_SC, JOINT_X86, JOINT_WEAK };

/* The read that a reader is at, by number. */
static inline unsigned int state_read(const struct state *state, unsigned int r)
{
	return r * JOINT_EACH + state->nth[r];
}

/* What an access finds of shared memory after so many stores, and, but in weak, in the reader's own buffer. */
void state_find(const struct state *state, const struct buffer *buffer, unsigned int nwrites,
		struct joint_op *op);

/* It is seen by all from now on. */
void state_write(struct state *state, const struct joint_op *op, u64 value, u8 by);
void state_delay(struct state *state, unsigned int r, const struct joint_op *op, u8 by);
void state_drain(struct state *state, unsigned int r, bool weak);

/* sc, x86: what reads have stored to the page since the host has, of the bytes of a load. */
void state_overlay(const struct state *state, const struct buffer *buffer, struct joint_op *op);

/* All that was stored where reads have stored to the page, in order. */
void state_page_order(struct state *state);

/* A locked operation, that has found what is there: does it store, and what? */
void state_modify(struct joint_op *op, const struct brute_modify *how);

/*
 * weak: the n-th of all ways in which reader r can make its next access; false: there are no more. Stores, which have
 * but one, are made by the caller.
 */
bool state_look_back(const struct state *state, unsigned int r, const struct joint_next *next,
		     unsigned int n, struct joint_op *op);

/* weak: since when all that reader r has done in its read is over. */
u8 state_over(const struct state *state, unsigned int r);

#endif
