/*
 * The monitor: ends the race in time, breaks off readers that are stuck, makes sure that the race
 * ends even if a guest or a host never returns, and passes on what happens meanwhile.
 */
#ifndef STRESS_MONITOR_H
#define STRESS_MONITOR_H

#include "stress/race/engine.h"
#include "stress/cpu/upset.h"

struct monitor {
	struct engine *engine;
	struct upset machine;
	u64 measured;		    /* when the TSC was measured last; ns, 0 never */
	u32 delivered;		    /* a bit for each kind that was passed on */
	bool late;		    /* late samples turned up, and nobody knows yet what they are */
	bool distrusted;	    /* the machine's clocks moved */
	struct race_counts trusted; /* before they were last found to be good */
};

/* All counters so far, of the host and of the readers. */
void monitor_counts(struct engine *engine, struct race_counts *counts);

/*
 * Before the crew runs: it is told when it ends, which is after options->seconds, when it is stopped,
 * the machine's clocks move, or nobody is left to read; and the monitor is called while it goes on.
 */
void monitor_join(struct monitor *monitor);

/*
 * The threads are gone: look at the clocks a last time, decide what was left open in *total, and
 * pass on what was not yet. If the clocks moved, what was found since they were good is unjudged.
 */
void monitor_settle(struct monitor *monitor, struct race_tally *total);

#endif
