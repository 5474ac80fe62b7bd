/*
 * A survey of what the CPUs at hand do: all ways of reading the TSC, and all litmus tests, on one
 * pair of CPUs after another, and the model that all of it takes.
 */
#ifndef STRESS_SURVEY_H
#define STRESS_SURVEY_H

#include "stress/survey/litmus.h"
#include "stress/survey/tsc_read.h"

#define SURVEY_SKIPPED 77

struct survey;

struct survey_options {
	const unsigned int *cpus;
	unsigned int ncpus;
	double seconds;
	double patience;	  /* seconds: go on until then as long as anything is untested */
	unsigned int reads;	  /* 1 << enum tsc_read for each that is wanted, if there is one */
	bool stores, memory;	  /* PROBE_UNSEEN, litmus tests */
	const volatile int *stop; /* not 0: end soon; NULL: nobody stops it */
	/* Now and then; so many seconds are over. NULL is allowed. */
	void (*progress)(void *arg, double seconds, const struct survey *survey);
	void *arg;
};

struct survey_read {
	bool wanted;
	const char *missing; /* as tsc_read_missing() */
	double ticks;	     /* of one read */
	struct probe_tally tally[PROBE_KINDS];
	unsigned int reader[PROBE_KINDS], writer[PROBE_KINDS]; /* the CPUs of the worst */
};

struct survey_litmus {
	struct litmus_tally tally;
	char skipped[80]; /* why, or "" */
};

struct survey {
	struct survey_read reads[TSC_READS];
	struct survey_litmus litmus[LITMUS_TESTS];
	bool memory, stores;
	u64 probes; /* all that were judged, for progress alone */
	u64 tsc_hz;
	double seconds; /* how long it took */
	bool interrupted;
	unsigned int turns;	  /* pairs of CPUs, one after the other */
	unsigned int readers;	  /* CPUs whose clock was probed */
	unsigned int doubted;	  /* turns whose probes do not count */
	char doubt[160];	  /* why, of the last of them */
	struct probe_skew widest; /* bounds of a turn that counts */
	bool bounded;		  /* there is such a turn */
};

/*
 * Survey. Returns 0; SURVEY_SKIPPED or another value above 0 with one line in why (size bytes): one
 * CPU, no trusted TSC, no threads.
 */
int survey_run(const struct survey_options *options, struct survey *survey, char *why, size_t size);

/* What the whole amounts to, the gravest last. */
enum survey_verdict {
	SURVEY_UNTESTED,
	SURVEY_X86,
	SURVEY_X86_MANUAL,
	SURVEY_NO_MODEL, /* seen: what no model allows */
};

/* One line in text: "model x86-manual (LFENCE;RDTSC late 238 times in 2.0 x 10^8, ...)". */
enum survey_verdict survey_judge(const struct survey *survey, char *text, size_t size);

/* "x86", "x86-manual", "none", or "" if untested. */
const char *survey_model(enum survey_verdict verdict);

/* The model that a way of reading takes: "sc", "x86", "x86-manual", "none"; "" if untested. */
const char *survey_read_model(const struct survey *survey, enum tsc_read read);

/* Was it seen that this way is no better ordered than a plain rdtsc, with which models allow that? */
bool survey_read_unordered(const struct survey *survey, enum tsc_read read);

/* Was anything seen of this kind that no model allows, as manuals promise that it is not? */
bool survey_read_broken(const struct survey *survey, enum tsc_read read, enum probe_kind kind);
bool survey_litmus_broken(const struct survey *survey, enum litmus_test test);

/* Is there a kind that was looked for, and of which no probe was able to tell? */
bool survey_read_untested(const struct survey *survey, enum tsc_read read);

/* The name of something that was looked for and not tested, or NULL. */
const char *survey_untested(const struct survey *survey);

/* How many outcomes were seen that no model allows: of each kind and test, one. */
unsigned int survey_findings(const struct survey *survey);

/* All probes that were able to tell of late samples of what kernels call an ordered read. */
u64 survey_probes(const struct survey *survey);

/* "950", "1,234" and beyond a million "2.0 x 10^8"; returns out. */
char *survey_number(u64 number, char *out, size_t size);

#endif
