/*
 * Memory that reads share: static memory of a guest's file; and, as far as they store to it, the page. A read is a function of what it is told of it: it is
 * run with the answers to its first accesses to such memory, and ends (READ_WAITS) at the next one. Whoever
 * makes up the answers decides how reads lie to each other (joint.h).
 */
#ifndef WARPAGE_SHARED_H
#define WARPAGE_SHARED_H

#include "machine/log.h"

struct machine;
struct guest;
struct choice;

#define SHARED_OPS_MAX 32 /* accesses to such memory, in one read */

/*
 * How far a reader has come: a moment, and stores that were visible then, where that does not follow from
 * it. Fronts are not assigned: most see nothing.
 */
struct front {
	u16 position;
	struct event_set seen;
};

enum shared_kind {
	SHARED_LOAD,
	SHARED_STORE,
	SHARED_MODIFY, /* a locked operation */
	SHARED_PAGE,   /* a store to the page: the answer is the event of the log that it makes */
	SHARED_FENCE,  /* that stores are made before it */
	SHARED_PIN,    /* from here on the read stays on its vCPU, and no other runs there */
	SHARED_HERE,   /* it is on its vCPU for the next instruction, which tells it so */
};

/*
 * Of several vCPUs, where an access is made that nothing ties to one: on any, be it one of those that no other reader
 * comes to.
 */
#define SHARED_ANYWHERE 0xff

struct shared_op {
	u8 kind, vcpu; /* where it is made, or SHARED_ANYWHERE */
	bool pinned;   /* behind a SHARED_PIN that holds */
	bool wrote;    /* a modification that was answered: did it store, ... */
	bool full; /* a locked operation is a full barrier, if it stores; of PAGE: it is made at once */
	u16 size;     /* 1 to 8 */
	u16 accesses; /* to the page, and TSC samples, of the read before it */
	u16 offset;   /* of PAGE: byte of the page */
	u8 *address;  /* or NULL */
	u64 value;    /* ... and what? Of a store: what */
	const struct site *site;
};

/* What an access finds, and since when that can be. Of a store in x86, which is made later, nothing. */
struct shared_answer {
	u64 value;
	struct front front; /* its position is one of struct read */
};

/* What a read that waits, or has ended, has come to, in positions of struct read. */
struct shared_state {
	struct front
		cursor;	   /* accesses to come are not before it, in weak the one that waits ... */
	struct front look; /* ... nor what that finds, of a locked operation in weak */
	struct front fence, latest; /* weak: loads to come, and stores, are not before those */
	struct front region, plain; /* ... but plain ones */
	struct front end;	    /* the next read of the reader is not before it */
	u16 unpinned;		    /* when it was free to leave its vCPU again, the last time */
	struct event_set exactly;
	u16 s, e, sampled, serial;
	bool barred, serialised, elsewhere, settled, staying;
	bool depends; /* of what was loaded addresses are made, in weak */
	int split;
	u64 trace;	    /* all that it has loaded and sampled */
	const u8 *waits;    /* to access this: of a word that is split either part may be first */
	unsigned int nops;  /* made, the one that waits included */
	unsigned int round; /* of these before the last round of a loop */
};

#define EARLY_MAX 32

/* weak: an access that does not come before all that is behind it. */
struct early {
	const u8 *address; /* NULL: the page */
	u16 size;
	bool load, store, release; /* a locked operation that is no full barrier is both */
	bool before_stores;	   /* it comes before stores, at least */
	const struct site *site;
};

#define HOST_PLACES_MAX 64

/* What hosts touch besides the page and their stack. */
struct host_place {
	const u8 *address;
	u32 size;
	bool stored;
};

#define OWN_PLACES 16

/* Memory that reads touch: is it each vCPU's own? */
struct own_place {
	const u8 *address;
	bool own;
};

struct sharing {
	bool on;
	bool pending;	    /* a store is announced, but not made yet */
	unsigned int given; /* answers that there are */
	unsigned int nops;  /* made so far */
	unsigned int stores,
		tied;	      /* made since they were last waited for: all, on a vCPU for certain */
	unsigned int changes; /* stores and locked operations */
	unsigned int round, round_changes; /* of these before this round of a loop, ... */
	unsigned int last_round;	   /* ... and before the one that ended last */
	unsigned int rounds;		   /* without a look at the page */
	bool release;			   /* the store that is pending is one, ... */
	bool at_once, locked; /* ... or to the page, and no buffer has it; by a locked operation */
	bool misplaced; /* it was answered with an event that its load does not stand right before */
	bool full;	/* the next locked operation is a full barrier, ... */
	bool weak;	/* ... or may fail for no reason */
	bool steady;	/* nobody stores to what is loaded next */
	bool floats; /* some read has sampled the TSC where nothing orders that, since machine_setup() */
	bool excludes;	       /* some read has kept others from a vCPU, since machine_setup() */
	struct front told;     /* weak: the answer to the last locked operation */
	bool knows, expects;   /* the read was told where it is, and it must be told again */
	bool tie;	       /* the next store is made on its vCPU for certain */
	u8 to;		       /* 1 + the vCPU that it is about to come to, or 0 */
	bool pinned, pin_told; /* a SHARED_PIN holds, and: it was told where that is; ... */
	bool pin_stays;	       /* ... or could not have left before, ... */
	bool loose_pin;	       /* ... or it stays somewhere, and is not told where */
	u16 unpinned;	       /* when the last one ended: a position of struct read */
	struct own_place own[OWN_PLACES]; /* that were looked up, of this log */
	unsigned int nown;
	unsigned int nearly;
	int newest; /* of those, the last load; -1: it comes before all behind it */
	struct early early[EARLY_MAX];
	struct shared_answer answers[SHARED_OPS_MAX];
	struct shared_op ops[SHARED_OPS_MAX];
	struct host_place host[HOST_PLACES_MAX]; /* since machine_setup() */
	unsigned int nhost;
	const void *pointers[4]; /* where pointers into the page are kept */
	unsigned int npointers;
	u16 to_view[2][2 * STEPS_MAX]; /* view, position -> the first of its view not before it */
};

#define SHARED_NEVER 0xffff /* in to_view: that vCPU does not run any more */

/* Before reads of the log at hand: is there memory to be shared? */
void shared_begin(struct machine *machine);

/*
 * Run a read that starts not before after, with n answers. false: no read starts there. Choices are which vCPU, the
 * start, and what the page and the TSC show, as in machine_read().
 */
bool shared_read(struct machine *machine, const struct guest *guest, struct choice *choice,
		 const struct front *after, const struct shared_answer *answers, unsigned int n);

/* What the read has come to; and: has another one, that did the same, come to no less with it? */
void shared_state(const struct machine *machine, struct shared_state *state);
bool shared_covers(const struct shared_state *state, const struct shared_state *other);

/*
 * The read comes to a vCPU: what it has stored is made before. It stays; it is free to leave again. It is told next
 * where it is, at site, by an instruction or by several that are pinned.
 */
void shared_leave(struct machine *machine, unsigned int vcpu, const struct site *site);
void shared_here(struct machine *machine, const struct site *site);
void shared_pin(struct machine *machine, const struct site *site);
void shared_unpin(struct machine *machine);

/* The host touches memory that is no page. */
void shared_by_host(struct machine *machine, const void *address, u32 size, bool stored);

/* For the hooks, all of them outside of the page. The value that a load, or a modification, finds is in memory. */
void shared_load(struct machine *machine, void *address, u32 size, int order,
		 const struct site *site);
void shared_store(struct machine *machine, void *address, u32 size, const struct site *site);
void shared_modify(struct machine *machine, void *address, u32 size, int order,
		   const struct site *site);
void shared_modified(struct machine *machine, void *address, u32 size, u64 value, int order);
void shared_store_ordered(struct machine *machine, void *address, u32 size, u64 value, int order,
			  const struct site *site);
/* A fence; full: stores are made before it. */
void shared_fence(struct machine *machine, bool full, const struct site *site);

/* A locked operation stored nothing. */
void shared_kept(struct machine *machine, void *address, u32 size, int order,
		 const struct site *site);

/* The store that was announced is made by now. */
void shared_settle(struct machine *machine);

/* That was one to the page, announced as m->pending_store. */
void shared_store_page(struct machine *machine, u64 value);

/* A loop comes round, in a read that has touched such memory; looked: at the page or the TSC, as well. */
void shared_round(struct machine *machine, enum loop_class class, bool looked);

#endif
