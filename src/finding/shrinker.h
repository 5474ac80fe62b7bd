/* What the files that shrink findings share. */
#ifndef WARPAGE_SHRINKER_H
#define WARPAGE_SHRINKER_H

#include "finding/finding.h"

#define SHRINKER_REPLAYS_MAX 100000 /* of one finding: some seconds at the worst */
#define SHRINKER_POISON 0xa5	    /* of all its replays */

/* A step of a log in terms of the host's stores: so many steps after a store, or after the start. */
struct moment {
	u8 update, ordinal; /* of the store; update 0: the start of the log */
	u16 after;
};

/* The generations whose page has what each load of a read's last round got. */
struct mix {
	unsigned int n;
	u32 generations[FINDING_ACCESSES_MAX]; /* 0: no parameter, or of none */
};

struct shrinker {
	struct machine *machine;
	struct oracle *oracle;
	struct finding best;		  /* the smallest so far */
	struct moment moments[STEPS_MAX]; /* the steps of its log */
	struct mix mixes[2];		  /* of its reads */
	struct finding candidate;	  /* to be smaller; its steps are those of best's log */
	u8 renumbered[UPDATES_MAX + 1];	  /* candidate's update that stands for one of best's */
	bool fewer_accesses;		  /* the candidate is for nothing without that */
	u32 left_out;			  /* updates of best whose place another has taken */
	struct finding trial;		  /* the candidate with its reads put in place */
	unsigned int replays, helped;
	volatile int *stop; /* set from outside to end early; may be NULL */
};

/* Is it time to leave off? */
bool shrinker_spent(const struct shrinker *shrinker);

/* The candidate is best again. */
void shrinker_begin(struct shrinker *shrinker);

/* Take the candidate for best if it shows the same. */
bool shrinker_try(struct shrinker *shrinker);

/*
 * Does the trial replay to this violation, and does what the replay has made of it, whatever an access
 * finds that the machine does not see?
 */
bool shrinker_replays(struct shrinker *shrinker, enum violation violation);

/* Does the trial show what best shows? */
bool shrinker_holds(struct shrinker *shrinker);

/* Take the trial, which has just been seen to hold, for best. Returns true. */
bool shrinker_take(struct shrinker *shrinker);

/* Where the last round of a read begins: after the last retry that anything follows. */
unsigned int shrinker_last_round(const struct finding_read *read);

/* The mix of a read of the log that the machine holds. */
void shrinker_find_mix(const struct shrinker *shrinker, const struct finding_read *read,
		       struct mix *mix);

/* Does read r of the trial, just replayed, take the same fields of the same updates as best's? */
bool shrinker_same_read(const struct shrinker *shrinker, unsigned int r);

/* Let the parameters of the candidate's reads be of one update where they may be. */
void shrinker_gather(struct shrinker *shrinker);

/*
 * One simplification each: false if there is none left of its sort. A true one has made best smaller
 * by a measure that none of the others makes larger, but for those before it in this order.
 */
bool shrink_rounds(struct shrinker *shrinker);	 /* earlier rounds of a retry loop */
bool shrink_updates(struct shrinker *shrinker);	 /* updates that are not needed */
bool shrink_choices(struct shrinker *shrinker);	 /* splits and delays of the host */
bool shrink_schedule(struct shrinker *shrinker); /* odd values, kinds and times */
bool shrink_model(struct shrinker *shrinker);	 /* to a stronger one */
bool shrink_vcpus(struct shrinker *shrinker);	 /* to the usual one, with one TSC for all */
bool shrink_reads(struct shrinker *shrinker);	 /* late starts and TSC samples */

#endif
