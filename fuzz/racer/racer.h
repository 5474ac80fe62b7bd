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

#include <stdio.h>

#include "clock/generation.h"

#define RACER_READERS_MAX 8
#define RACER_TICKS_MAX 20000 /* of any pause or hold: a race is over in a fraction of a ms */
#define RACER_PATIENCE 100000 /* accesses that a read may make while nothing changes any more */

struct racer;

/* The clocks of a race; 0 is what the page shows at the start. Times are TSCs of the host's CPU. */
struct racer_log {
	unsigned int nclocks;
	struct generation clocks[UPDATES_MAX + 1];
	u64 begin[UPDATES_MAX + 1], end[UPDATES_MAX + 1]; /* of publish(); 0: clock 0 */
	u64 sequence[UPDATES_MAX + 1];			  /* on the page before it */
	u64 margin; /* ticks by which TSCs of host and readers differ at most */
	u64 tsc_hz;
};

/* One read: the TSCs before and after it, and what it returned. */
struct racer_read {
	u64 s, e, value;
	bool fell_back;
};

/* A reader's pause: before access number at of every read (from 1; 0: none) it waits some ticks. */
struct racer_pause {
	unsigned int at;
	u64 ticks;
};

struct racer_result {
	u64 reads, accepted, overlapped; /* overlapped: met an update */
	bool illegal, stuck;
	unsigned int illegal_reader, stuck_reader; /* the first of them */
	struct racer_read illegal_read, stuck_read;
	u32 stuck_accesses;	     /* of stuck_read, after the last update */
	const struct racer_log *log; /* until the next race */
};

/* Start readers threads, on CPUs of their own as far as there are any. NULL: why[] tells. */
struct racer *racer_new(unsigned int readers, char *why, size_t size);

/*
 * Play schedule with host (of the gapped engine), against the readers, which run guest (of the same)
 * and pause as told: reader i has pauses[i % npauses]. Only times and kinds of the schedule count:
 * clocks are anchored where the TSC is, and step.
 *
 * A read is stuck if it makes RACER_PATIENCE accesses after the last update. How long that takes is
 * of no account: a reader that does not get a CPU is not stuck.
 */
void racer_run(struct racer *racer, const struct format *format, const struct host *host,
	       const struct guest *guest, const struct schedule *schedule,
	       const struct racer_pause *pauses, unsigned int npauses, struct racer_result *result);

/*
 * Does the CPU have all instructions that one update by host and one read by guest run (of the gapped
 * engine; on a page of their own, at rest)?
 */
bool racer_has_instructions(const struct format *format, const struct host *host,
			    const struct guest *guest);

/*
 * The reads that a reader completed in the race that was run last, n of them; NULL if there is no such
 * reader.
 */
const struct racer_read *racer_reads(const struct racer *racer, unsigned int reader,
				     unsigned int *n);

/* Is what the read returned a value that some clock gave during it? */
bool racer_legal(const struct racer_log *log, const struct format *format,
		 const struct racer_read *read);

/* Print why a result is illegal or stuck: the reads, all clocks, and what each allows. */
void racer_explain(FILE *out, const struct format *format, const struct racer_result *result);

#endif
