/*
 * Several hosts on one page. Each of them is a task that publishes updates, and they take turns between
 * accesses to the page and to memory of their own: which one goes on is a choice. What a task stores is seen by itself
 * alone until it drains, a step like any other: in the order of its program in sc and x86, but for plain
 * stores, which the compiler may move up to its next barrier; in weak in any order that its fences allow. Stores that
 * no fence is between may drain in one step, and then the log leaves them as unordered as a host's that is alone;
 * all others are in one order.
 *
 * Beside one host there may be a guest that stores to the page: it makes a read, as a task like those (hosts_guest.c). Or
 * there is what reads store that act on each other, of which the schedule has the values, and the order: a step each. Which
 * read it is that makes one is whoever reads the log to find out (src/joint).
 *
 * Orders of steps that differ in nothing but steps that do not act on each other are made once: the others
 * are asleep (hosts_step.c). Updates are numbered as they are handed over, which is where a task first looks at
 * what it is to publish, or begins with it, if it is the only host.
 */
#ifndef WARPAGE_HOSTS_H
#define WARPAGE_HOSTS_H

#include "machine/engine.h"

#define STORED_MAX 64	/* of one task, that nobody else sees yet */
#define SHARED_MAX 1024 /* bytes of the hosts' own memory that they store to */
#define LOCKS_MAX 8
#define GUEST_ROUNDS_MAX 3 /* of a guest's loops that carry something over, before it is left */

/* What a task does next, when it goes on. */
enum turn {
	TURN_ON,       /* whatever comes: nobody else can tell when */
	TURN_LOAD,     /* a load */
	TURN_LOCKED,   /* a locked operation */
	TURN_LOCK,     /* it takes a lock */
	TURN_HANDOVER, /* it is given what it is to publish */
	TURN_DRAINED,  /* what comes once its stores are seen by all */
	TURN_PAGE,     /* no host's: a store of the schedule's, seen by all at once */
	TURN_CHANGE,   /* one more round of a loop, for which something has to have changed */
	TURN_NONE      /* it has made all its updates */
};

/* A store that the others do not see yet, or a lock that is given back. */
struct stored {
	u8 *address; /* or the lock */
	u16 size;
	bool unlocks, page, plain, release, acquire, early;
	bool left; /* it was, when some of those beside it drained, and nothing has acted on it since */
	u16 region, fence;
	u8 update, ordinal, host, stint;
	u16 loads;
	u64 value;
	const struct site *site;
};

struct task {
	void *landing[5];
	const struct guest *guest; /* whose read it is; NULL: a host's task */
	const struct site *kept;   /* where that read has touched memory that reads keep, or NULL */
	u8 stint; /* its updates, or the schedule's stores, so far, that at hand included */
	unsigned int rounds;	/* of a guest's loop that carries something over */
	struct generation next; /* what it publishes, once that is handed over */
	unsigned int left;	/* updates that it still has to begin */
	unsigned int update;	/* the one at hand; 0: none was handed over yet */
	unsigned int stores;	/* of it */
	u16 region, fence;
	enum turn turn;
	const u8 *address; /* of what it does next; a lock */
	u32 size;
	bool plain, asleep, drains_asleep;
	const struct site *site;
	u64 edge; /* changes, when its loop came round last */
	const void *held[LOCKS_MAX];
	unsigned int nheld, nstored;
	struct stored stored[STORED_MAX];
};

struct hosts {
	const struct host *host;
	struct task tasks[HOSTS_MAX];
	struct task *task; /* the one that runs; NULL: none */
	struct generation meant;
	u64 handover;
	unsigned int block; /* of stores that drain together */
	u64 changes;	    /* of bytes that all can see */
	bool sleeps;	    /* orders of steps are left out */
	bool only_first;    /* the tasks are alike so far */
	u8 *announced;	    /* where a store is about to be made, not on the page; or NULL */
	struct {
		bool on;
		u16 load; /* of the log's */
		u8 *at, bits;
	} flip;	     /* a load that is to find other bits at a byte of the page (lost.c) ... */
	u8 *flipped; /* ... which is so now */
	/* what all see: the page, and the bytes of other memory that some task has stored to */
	_Alignas(64) u8 page[PAGE_ROOM];
	unsigned int nshared;
	struct {
		u8 *address, value;
	} shared[SHARED_MAX];
	unsigned int nlocks;
	struct {
		const void *lock;
		const struct task *owner; /* NULL: it is free */
	} locks[LOCKS_MAX];
	const void *guard; /* weak: the lock that all accesses are made under */
};

struct hosts *hosts_new(void);

/* The updates of the schedule, by the tasks. */
void hosts_play(struct machine *machine, const struct host *host, const struct generation *first);

/* The times of the events, now that all are there. */
void hosts_place(struct machine *machine);

/* The running task is about to load; to make a locked operation; to store to memory that is no page. */
void hosts_load(struct machine *machine, const void *address, u32 size, bool plain,
		const struct site *site);
void hosts_locked(struct machine *machine, const void *address, u32 size, const struct site *site);
void hosts_announce(struct machine *machine, void *address, u32 size, const struct site *site);

/* The running task touches memory: of a guest's, it may be what reads keep. */
static inline void hosts_touches(struct hosts *hosts, const struct site *site)
{
	if (hosts->task->guest && site->floor)
		hosts->task->kept = site;
}

/* In weak: it touches the page, or memory of its own. */
void hosts_check_guard(struct machine *machine, const struct site *site);

/* It needs what it is to publish. */
void hosts_hand_over(struct machine *machine);

/* It has made a part of a store to the page; the store that was announced. */
void hosts_store(struct machine *machine, const struct request *request, u16 offset, u16 size,
		 u64 value, bool plain);
void hosts_settle(struct machine *machine);

/* Its stores are seen by all before it goes on; at once, as those of a locked operation are. */
void hosts_wait(struct machine *machine);
void hosts_drain(struct machine *machine);

/* It takes a lock, gives one back; that is seen after all that it has stored before. */
void hosts_lock(struct machine *machine, const void *lock, const struct site *site);
void hosts_unlock(struct machine *machine, const void *lock, const struct site *site);
void hosts_release(struct machine *machine, const void *lock, const struct site *site);

/* A loop of it comes round. */
void hosts_loop(struct machine *machine, enum loop_class class, const struct site *site);

/* One of these at a time: what the running task sees of memory, and what all see. */
void hosts_show(const struct task *task);
void hosts_hide(struct machine *machine, const struct task *task);

/* The steps that can be made, and one of them chosen and made; false: none can, or all are asleep. */
bool hosts_step(struct machine *machine);

/* Is it a guest that runs now? */
bool hosts_guest(const struct machine *machine);

/* A task that makes the stores of the schedule: the next one, if any, is its turn; it is made. */
void hosts_await_store(struct machine *machine, struct task *task);
void hosts_make_store(struct machine *machine, struct task *task);

/* The read of a task; its TSC; a copy of what may be on the page. */
void hosts_read(struct machine *machine);
u64 hosts_tsc(struct machine *machine, const struct site *site);
void hosts_copy(struct machine *machine, u8 *to, const u8 *from, size_t size,
		const struct site *site);

/* The running task loads from the page: note it, if a guest takes part. The bits to be flipped are, up to: */
void hosts_note_load(struct machine *machine, const u8 *address, u32 size, const struct site *site);
void hosts_unflip(struct machine *machine);

/* A step of a task touches this: what others have left behind there is not as if it had drained any more. */
struct touch {
	const u8 *address;
	u32 size;
	bool writes, page, lock;
};
void hosts_touch(struct hosts *hosts, const struct task *by, const struct touch *touch);

/* Go on with a task until its next turn; store number i of a task drains. */
void hosts_go(struct machine *machine, struct task *task);
void hosts_drain_one(struct machine *machine, struct task *task, unsigned int i);

#endif
