/*
 * The plan of a race: which generation comes next. It is drawn from the seed, and every
 * generation is
 * - separable: any mix of the fields of two neighbours is off by more than 10 ms from the recent
 *   clocks (refreshes are equal on purpose; a schedule may ask for the impossible);
 * - never behind: unless the plan means to step back, the new clock gives at least what the old
 *   one gives from the anchor to `settled`, so a host that is on time cannot make the time go
 *   back. That costs a step forward of a few units, and on a slow-down of what the old clock
 *   would have gained until then.
 *
 * For that every clock is anchored in the past, where rates that differ have moved it apart: most
 * half a second to two seconds ago, one in eight when the TSC was less than half of what it is.
 *
 * A guest that keeps the last time would return nothing else for as long as a step back is, and one that keeps the
 * lowest bits of it is right only if they do not wrap unseen: then steps are some microseconds.
 *
 * Every byte of every parameter changes in some update, but for those of a TSC that are above its
 * highest bit: the time steps to and fro over a power of two, and rates use all of their bits.
 */
#ifndef STRESS_PLAN_H
#define STRESS_PLAN_H

#include "clock/generation.h"

#define PLAN_RECENT 4 /* generations that a new one is kept apart from */

struct plan {
	const struct format *format;
	bool own_params; /* the host's offsets are its own: only plan rates */
	bool shares;	 /* the guest may keep the last time: steps are short */
	u64 random;	 /* state of the generator */
	u64 tsc_hz;
	u64 nominal;			       /* units per tick, 32.32 */
	u64 second;			       /* format units per second */
	u64 tolerance;			       /* format units */
	struct generation recent[PLAN_RECENT]; /* generation k is recent[k % PLAN_RECENT] */
	u64 made[PLAN_RECENT];		       /* the TSC that its clock was made at */
	u64 taken[PLAN_RECENT];		       /* and at which it was taken up */
	u64 newest;			       /* number of the newest in recent */
	u64 inseparable;		       /* updates that some mix may hide in */
};

/*
 * Start the plan. tsc_hz gives the nominal rate, tsc (ticks, now) the first anchor. Returns the
 * first generation, or NULL if the TSC is too small for separable generations. With a schedule
 * the first clock has its rate, and its value or, so that it can step back, about 2^56 if that is
 * more.
 */
const struct generation *plan_start(struct plan *plan, const struct format *format, bool own_params,
				    u64 seed, u64 tsc_hz, u64 tsc, const struct schedule *schedule);

/* Before the first update: the clock is at value when it is tsc. */
const struct generation *plan_begin_at(struct plan *plan, u64 tsc, u64 value);

/* Choose kind, rate and step of the next update, which will be taken up about at tsc. */
void plan_choose(struct plan *plan, u64 tsc, struct update *update);

/*
 * The generation after the newest, to be taken up at TSC anchor; it is never behind the one
 * before, as that was at TSC left (anchor, but for UPDATE_PAUSE), until anchor + allowance (ticks).
 * With again, *update is chosen anew if no separable clock is found for it; else the clock is
 * then one that some mix may hide in.
 */
const struct generation *plan_next(struct plan *plan, u64 left, u64 anchor, u64 allowance,
				   bool again, struct update *update);

/*
 * The newest clock as vCPU's parameters, by its own TSC: if that runs at another rate they count from where the clock was
 * taken up, so that the two have not rounded far apart.
 */
void plan_params(const struct plan *plan, const struct schedule *vcpus, unsigned int vcpu,
		 void *params);

/* The host left page for the newest generation: go on from there. */
void plan_adopt(struct plan *plan, const void *page);

#endif
