/*
 * What the two engines that check joint reads share: an execution of several readers, and the text in which both
 * print all that a case has. Neither uses anything else of the other.
 *
 * An execution is, of each read: what it loads of the page, and where it samples the TSC; of two vCPUs, what it is told of
 * where it is: by what it asks for, by a TSC that is apart, and by which vCPU's own memory it touches; of its accesses to
 * memory that the readers share: what each finds, and whose store that is; what it returns; and the order in which the
 * stores to that memory take place, and to the page where reads store to it. Readers are alike, so an execution with the readers the other way round is the
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

#define JOINT_PAGE_AT                                                                              \
	256		/* a place on the page that reads store to is so much more than its byte */
#define JOINT_HOST 0xff /* the host's store */

#define JOINT_VCPUS 2
#define JOINT_OWN                                                                                  \
	16 /* the place of the first vCPU's own memory, and so many bytes on that of the next */

enum joint_kind {
	JOINT_PAGE,
	JOINT_TSC,
	JOINT_LOAD,
	JOINT_STORE,
	JOINT_MODIFY,
	JOINT_FENCE,
	JOINT_VCPU, /* it asks where it is */
	JOINT_PIN,
	JOINT_UNPIN
};

struct joint_op {
	u64 value; /* that it finds; of a TSC sample: the position, of a store: what it stores; of VCPU: where */
	u64 stored; /* by a modification that stores */
	u16 place, size;
	u8 kind;
	u8 vcpu; /* of a TSC sample: whose TSC, if they are apart */
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
	u8 at; /* brute force: the position, of one to the page */
};

/* A read's place in reads is reader * JOINT_EACH + which of its reads it is. */
struct joint_whole {
	struct joint_read_made reads[JOINT_READS];
	struct joint_write writes[JOINT_WRITES];
	u8 nwrites;
	u8 page[2 *
		JOINT_WRITES]; /* where reads store to the page: whose stores come there, in their order */
	u8 npage;
	u8 each; /* reads of each reader */
	u16 starts
		[JOINT_READS]; /* where an engine has them begin, if it tells executions apart by that */
	u64 path;   /* ... or by where each access is made, and who is where one after the other */
	u16 before; /* bit a * JOINT_READS + b: all of a is before b */
};

/* The name of a read's next store to, or modification of, shared memory. */
static inline u8 joint_name(unsigned int read, const struct joint_read_made *made)
{
	return (u8)(1 + read * JOINT_OPS + made->nshared);
}

/* How often a read comes to another vCPU, at most. */
extern unsigned int joint_migrations;

/* READS of each reader, in two letters if they may migrate that often (11: one, and once), and a case; exits with 2 if that makes none. */
u8 joint_case_parse(int argc, char **argv, struct brute_case *brute_case);

/* Where shared memory begins, of which this is the first access; of two vCPUs it is some words of an aligned variable. */
const u8 *joint_lowest(const u8 *first);

/* One way to play an execution. */
void joint_add(const struct joint_whole *whole);
/* None of those that were added so far is one. */
void joint_forget_all(void);
/* All executions, in order; once: those that were added more than once with the same starts are marked. */
void joint_print(bool once);

#endif
