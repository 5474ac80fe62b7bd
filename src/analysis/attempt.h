/*
 * Ways to make a schedule for the machine of a violation that a race has shown: from its generations, with the same
 * parameters, with longer and shorter gaps, in one model after the other.
 */
#ifndef WARPAGE_ATTEMPT_H
#define WARPAGE_ATTEMPT_H

#include "clock/schedule.h"
#include "model/model.h"
#include "stress/race/race.h"

/* The models of CPUs that races run on, the strictest first. */
#define ATTEMPT_MODELS 3
extern const enum model attempt_models[ATTEMPT_MODELS];

/* A refresh between two updates: a moment to read at. */
enum moment { MOMENT_NONE, MOMENT_HALFWAY, MOMENT_ENDS, MOMENTS };

/* How a schedule is made of a violation. */
struct attempt {
	unsigned int first, last; /* generations */
	bool sequence;		  /* start with that of the race, which may be near its wrap */
	bool late; /* what an update stores is seen long after its anchor, as late as it may have been */
	enum moment moment; /* with MOMENT_ENDS the tail is over when the read was, */
	u64 tail;	    /* but for this, if it is not 0 */
	u64 gap;
	enum model model;
	unsigned int made; /* attempts so far */
};

/* Before the first one; hosts: that make the updates side by side. */
void attempt_begin(struct attempt *attempt, const struct race_violation *violation,
		   unsigned int hosts);

/* The next one that makes sense; false past the last. */
bool attempt_next(struct attempt *attempt, const struct race_violation *violation,
		  const struct host *host);

/* The generations of the violation, as updates with the same parameters. */
void attempt_schedule(const struct attempt *attempt, const struct race_violation *violation,
		      const struct format *format, const struct host *host,
		      struct schedule *schedule);

#endif
