/*
 * What the two engines that check joint reads share: an execution of several readers, and the text in which both
 * print all that a case has. Neither uses anything else of the other.
 *
 * An execution is, of each read: what it loads of the page, and where it samples the TSC; of its accesses to
 * memory that the readers share: what each finds, and whose store that is; what it returns; and the order in which the
 * stores to that memory take place. Readers are alike, so an execution with the readers the other way round is the
 * same. With one read each goes which can be wholly before which in real time, in some way to play it. Of more, the
 * machine leaves that out where another read waits for the second (oracle/joint.c); what is compared is which two
 * reads, each as it is by itself, are so in some execution.
 */
#ifndef TESTS_BRUTE_JOINT_H
#define TESTS_BRUTE_JOINT_H

#include "brute.h"

#define JOINT_READERS 2
#define JOINT_EACH 2 /* reads of one reader, at most */
#define JOINT_READS (JOINT_READERS * JOINT_EACH)
#define JOINT_OPS 14			   /* accesses of one read */
#define JOINT_WRITES 12			   /* of all reads */
#define JOINT_REFUSED "refused"		   /* printed instead of executions, in weak */
#define JOINT_INITIAL 0			   /* nobody's store */
#define JOINT_VALUE (((u64)1 << 32) - 600) /* the time at first: soon 32 bits of it wrap */

enum joint_kind { JOINT_PAGE, JOINT_TSC, JOINT_LOAD, JOINT_STORE, JOINT_MODIFY, JOINT_FENCE };

struct joint_op {
	u64 value;  /* that it finds; of a TSC sample: the position, of a store: what it stores */
	u64 stored; /* by a modification that stores */
	u16 place, size;
	u8 kind;
	bool wrote;
	u8 seen[2]; /* whose stores: of the first byte, and of the last */
	u8 moment;  /* weak: when it took place, but a store that was delayed */
};

struct joint_read_made {
	u64 value;
	struct joint_op ops[JOINT_OPS];
	u8 nops, nshared;
};

struct joint_write {
	u16 place, size;
	u64 value;
	u8 by;
};

/* A read's place in reads is reader * JOINT_EACH + which of its reads it is. */
struct joint_whole {
	struct joint_read_made reads[JOINT_READS];
	struct joint_write writes[JOINT_WRITES];
	u8 nwrites;
	u8 each; /* reads of each reader */
	u16 starts
		[JOINT_READS]; /* where an engine has them begin, if it tells executions apart by that */
	u16 before;	       /* bit a * JOINT_READS + b: all of a is before b */
};

/* The name of a read's next store to, or modification of, shared memory. */
static inline u8 joint_name(unsigned int read, const struct joint_read_made *made)
{
	return (u8)(1 + read * JOINT_OPS + made->nshared);
}

/* READS, of each reader, and a case; exits with 2 if that makes none. */
u8 joint_case_parse(int argc, char **argv, struct brute_case *brute_case);

/* One way to play an execution. */
void joint_add(const struct joint_whole *whole);
/* All executions, in order; once: those that were added more than once with the same starts are marked. */
void joint_print(bool once);

#endif
