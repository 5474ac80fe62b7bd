/*
 * Joint executions: several readers, each of which makes a few reads one after the other, against one log, with the
 * memory that reads share. Every execution comes once: which store each load sees, the order of the stores to each
 * place, where the TSC is sampled. Two reads that differ in when they may be alone, one of which can do all that the
 * other can, are one; two that can't, as one starts later and ends later, are not. In sc and the two of x86.
 *
 * An interleaving of the accesses to shared memory is what is enumerated, with one of each set of those that
 * commute. Moments on the host's timeline are as early as they can be: what an access comes after (in its read;
 * the store that it sees; a store: all loads of what it replaces; stores and their way out of a buffer) is before it
 * in the interleaving, and raises its moment. Nothing that is earlier has to be looked at again.
 *
 * What reads store to the page is in the log (struct schedule has the values), so that the host has seen it, and other
 * reads see it as they see what the host has stored: at its moment. What is found out here is which read makes each of
 * these stores: in the order of the log, by one that comes to a store of that value to that place before its moment. An
 * execution is one that has all of them made.
 */
#ifndef WARPAGE_JOINT_H
#define WARPAGE_JOINT_H

#include "machine/machine.h"
#include "machine/shared.h"

#define JOINT_READERS_MAX 4
#define JOINT_READS_MAX 4 /* of one reader */
#define JOINT_ALL_MAX (JOINT_READERS_MAX * JOINT_READS_MAX)
#define JOINT_NODES_MAX (1u << 18) /* of what reads can do, of one log */
#define JOINT_STEPS_MAX 256	   /* of one execution */

/* A read that has ended. Its place in the order of all reads of all readers is its bit in sets. */
struct joint_read {
	struct read read; /* without its accesses; s and e are those of the joint execution */
	u8 reader, nth;
	u32 own;    /* its bit */
	u32 before; /* the reads of which something came before its end, a bit each, itself included */
	u16 s_first,
		s_last; /* where it started: for certain; and at the latest, if others wait for it as long */
	bool touches; /* it has loaded shared memory or stored there */
	bool alone;   /* of one that is stuck: all others had ended before its last round */
	u32 node;
};

/* One step: an access to shared memory, or a store that leaves a buffer. */
struct joint_step {
	u8 reader, nth;
	bool drain;
	struct shared_op op; /* of a drain: the store */
	u64 value;	     /* that a load or a modification finds */
	u16 position;	     /* where it takes place, at the earliest */
};

struct joint;

struct joint_options {
	const struct guest *guest;
	unsigned int readers, reads;
	u64 limit;   /* executions; 0: all */
	u64 *random; /* not NULL: so many or more are drawn, from this state; one may come again */
	struct choice
		*first; /* not NULL, and with random: bytes that answer, as long as there are any */
	/*
	 * A read has ended, the last of those of joint_reads(); or all have. false: stop. Where the log has stores of reads
	 * the first is told when all have ended, of one read after the other.
	 */
	bool (*ended)(void *arg, struct joint *joint);
	bool (*complete)(void *arg, struct joint *joint);
	/* A read stores to the page, at position at the earliest, and the log has no such store any more; may be NULL. */
	void (*wants)(void *arg, struct joint *joint, const struct shared_op *op, u16 position);
	/* All that was told of this log is void, and begins anew; may be NULL. */
	void (*anew)(void *arg);
	void *arg;
};

struct joint_counts {
	u64 executions;
	u64 blocked; /* interleavings that were left, as they come to nothing new */
	u64 reads;   /* single reads that were run */
	u64 limited; /* reads that were left with more retries than were asked for */
};

struct joint *joint_new(struct machine *machine);
void joint_free(struct joint *joint);

/* What memory do reads share? That is learned anew by the next exploration. */
void joint_forget_memory(struct joint *joint);

/* Was the last exploration left as there is more to do than there is room for, or than can be told apart? Why, or NULL. */
const char *joint_overflowed(const struct joint *joint);

/* All (or some random) executions against the log that the machine holds. false: stopped, or joint_overflowed() or machine_error() tells why it can't be. */
bool joint_explore(struct joint *joint, const struct joint_options *options,
		   struct joint_counts *counts);

/* Of the execution at hand: the reads that have ended so far, and the steps so far. */
unsigned int joint_reads(const struct joint *joint, const struct joint_read **reads);
unsigned int joint_steps(const struct joint *joint, const struct joint_step **steps);

/*
 * Has some read but these two (a bit for each read) something that comes after something of the second, and can't
 * itself be as late as that moment?
 */
bool joint_followed(const struct joint *joint, u32 first, u32 second, u16 moment);

/* Run one of these reads again, for its accesses; *ops are those of shared memory, answers to be found with them. */
const struct read *joint_read_again(struct joint *joint, const struct joint_read *read,
				    const struct shared_op **ops,
				    const struct shared_answer **answers, unsigned int *nops);

/* How wide are the stores of reads since joint_new()? Their sizes, added up. */
unsigned int joint_stored_sizes(const struct joint *joint);

/* Does a sequence of the page reach shared memory, as far as reads since joint_new() show? */
bool joint_carries_sequence(const struct joint *joint);

#endif
