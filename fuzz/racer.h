/*
 * Short races: a schedule is played by the calling thread on real pages, in real time, while reader
 * threads that live from one race to the next read as fast as they can. For the target race; the
 * engine for races of seconds and more is in stress/.
 *
 * What is judged is each value by itself: it must be one that a published clock gave at some moment
 * of the read, widened by the skew of the CPUs. So a violation is never a guess, but order between
 * reads is not judged. Clocks are made to differ by far more than the skew.
 */
#ifndef WARPAGE_FUZZ_RACER_H
#define WARPAGE_FUZZ_RACER_H

#include "clock/schedule.h"

#define RACER_READERS_MAX 8
#define RACER_TICKS_MAX 20000 /* of any pause or hold: a race is over in a fraction of a ms */

struct racer;

/* A reader's pause: before access number at of every read (from 1; 0: none) it waits some ticks. */
struct racer_pause {
	unsigned int at;
	u64 ticks;
};

struct racer_result {
	u64 reads, accepted, overlapped; /* overlapped: met an update */
	bool illegal, stuck;
	u64 value, s, e; /* illegal: what was returned, between which TSCs */
	u64 low, high;	 /* and the nearest that any clock allows */
};

/* Start readers threads, on CPUs of their own as far as there are any. NULL: why[] tells. */
struct racer *racer_new(unsigned int readers, char *why, size_t size);

/*
 * Play schedule with host (of the gapped engine), against the readers, which run guest (of the same)
 * and pause as told: reader i has pauses[i % npauses]. Only times and kinds of the schedule count:
 * clocks are anchored where the TSC is, and step.
 */
void racer_run(struct racer *racer, const struct format *format, const struct host *host,
	       const struct guest *guest, const struct schedule *schedule,
	       const struct racer_pause *pauses, unsigned int npauses, struct racer_result *result);

#endif
