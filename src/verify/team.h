/*
 * A team: processes of this program that share a row of jobs, each of which comes to some bytes. The leader,
 * which is the process that was there before, takes those in the order of the jobs; what it makes of them is
 * then the same whoever did which job, and when. What no worker has done, as one that crashed in it has not,
 * the leader does itself. No worker outlives the leader.
 */
#ifndef WARPAGE_TEAM_H
#define WARPAGE_TEAM_H

#include <stdbool.h>
#include <stddef.h>
#include <warpage/types.h>

#define TEAM_MAX 256	    /* workers */
#define TEAM_OPEN (~(u64)0) /* how many jobs there are is not known */

/* What a job comes to. */
struct parcel {
	u8 *bytes;
	size_t size, room;
	bool failed; /* for lack of memory */
};

void parcel_put(struct parcel *parcel, const void *bytes, size_t size);

/* What was put, again: the next size bytes of a parcel, of which at were got already. */
void parcel_get(const struct parcel *parcel, size_t *at, void *bytes, size_t size);

struct team {
	unsigned int workers; /* 0: the leader does all */
	unsigned int loose; /* so many jobs, the first, have no turn: they are taken as they come */
	u64 jobs;	    /* from 0 to this, or TEAM_OPEN */
	bool both_ends; /* every other worker begins with the last: long jobs are often neighbours */
	volatile int *stop; /* set from outside: end early; may be NULL */

	/*
	 * In a worker, the jobs of which come one after the other, upwards (or downwards from the end): do
	 * one, until *stop. false if there is no such job, nor a later one.
	 */
	bool (*work)(void *arg, u64 job, volatile int *stop, struct parcel *parcel);

	/*
	 * In the leader, in the order of the jobs: take one, or do it if parcel is NULL. false if no other is
	 * wanted. After a stop those that nobody has begun are left out, and loose ones that no worker has done
	 * at any time.
	 */
	bool (*take)(void *arg, u64 job, const struct parcel *parcel);

	/* In the leader, now and then; may be NULL. */
	void (*wait)(void *arg);

	void *arg;
};

/* Do all jobs. The caller has no threads. */
void team_run(const struct team *team);

#endif
