/* The ways in which code reads the TSC, instruction by instruction, and probes of them on two CPUs. */
#ifndef STRESS_SURVEY_TSC_READ_H
#define STRESS_SURVEY_TSC_READ_H

#include "stress/survey/probe.h"

enum tsc_read {
	TSC_READ_PLAIN,
	TSC_READ_LFENCE, /* what kernels call ordered */
	TSC_READ_MFENCE,
	TSC_READ_RDTSCP,
	TSC_READ_FENCED,	/* lfence; rdtsc; lfence: what stamps are */
	TSC_READ_RDTSCP_LFENCE, /* the same in fewer instructions */
	TSC_READ_MFENCE_LFENCE,
	TSC_READ_CPUID,
	TSC_READ_SERIALIZE,
	TSC_READS
};

struct tsc_read_way {
	const char *name, *title; /* "lfence; rdtsc", and in capitals, as in a manual */
	/* Do the manuals of all makers promise that this kind is never seen? If so, one that is seen
	 * is a fault of the CPU (or of the probe). */
	bool forbids[PROBE_KINDS];
	/* Make n probes of *number, with nothing between the two loads but the instructions. */
	void (*probe)(const _Atomic u64 *number, struct probe *probes, unsigned int n);
	/* Store value to *number, and read the TSC right after, with nothing in between. */
	u64 (*store)(_Atomic u64 *number, u64 value);
	void (*many)(void); /* for tsc_read_cost() */
};

extern const struct tsc_read_way tsc_reads[TSC_READS];

/* NULL if this CPU has the instructions, else a line that says that it does not, and by what. */
const char *tsc_read_missing(enum tsc_read read);

/* Ticks of one of many reads on end, the least of a few attempts. */
double tsc_read_cost(enum tsc_read read);

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
