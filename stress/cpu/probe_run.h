/* Probes of one way of reading the TSC, by a writer and a reader on two CPUs. */
#ifndef STRESS_CPU_PROBE_RUN_H
#define STRESS_CPU_PROBE_RUN_H

#include "stress/cpu/tsc_read.h"

#define PROBE_WINDOW 1000 /* ticks, besides what the read itself takes */

enum probe_mode {
	PROBE_LOADS,  /* the reader reads the TSC between two loads: PROBE_LATE, PROBE_EARLY */
	PROBE_STORES, /* the writer reads it right after its store: PROBE_UNSEEN */
	PROBE_SKEW,   /* the reader reads it fenced on both sides, and skew is narrowed */
};

struct probe_run {
	enum probe_mode mode;
	enum tsc_read read;
	unsigned int reader, writer; /* CPUs */
	struct probe_skew skew;
	double seconds;	 /* in which both threads have their CPUs */
	double patience; /* seconds in all, if they seldom do */
	double cost;	 /* ticks of a read; an update as much farther is near enough to tell */
	struct probe_tally
		tally[PROBE_KINDS]; /* what came out, of the kinds that were looked for */
	bool went_back;
};

/*
 * Run. Returns 0, or an errno value. If a TSC went back meanwhile, all is unjudged, and skew is
 * worth nothing.
 */
int probe_run(struct probe_run *run);

#endif
