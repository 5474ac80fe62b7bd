/*
 * What a CPU does to loads and stores: classic litmus tests on locations of one page, each a loop
 * in which no thread waits for another one. Stores count up, so that what every load saw tells
 * which stores it came before, and an outcome is found by comparing what was seen.
 */
#ifndef STRESS_SURVEY_LITMUS_H
#define STRESS_SURVEY_LITMUS_H

#include <stdbool.h>
#include <stddef.h>
#include <warpage/types.h>

#define LITMUS_THREADS 4
#define LITMUS_ROUND 4096 /* iterations after which the locations begin anew */

enum litmus_test {
	LITMUS_SB, /* x = 1; read y  |  y = 1; read x: neither sees the other */
	LITMUS_SB_MFENCE,
	LITMUS_SB_MB,
	LITMUS_MP,	/* x = 1; y = 1  |  read y; read x: the second, but not the first */
	LITMUS_CORR,	/* x = 1  |  read x; read x: the second sees what is older */
	LITMUS_IRIW,	/* x = 1  |  y = 1  |  two readers that see them in different orders */
	LITMUS_ALIGNED, /* x = 8 bytes  |  read x: half of one value, half of another */
	LITMUS_LINE,	/* across a cache line */
	LITMUS_PAGE,	/* across a page */
	LITMUS_TESTS
};

/* What came out so far. */
struct litmus_tally {
	u64 iterations;
	u64 met;  /* of these: saw something new, so that the threads really ran side by side */
	u64 seen; /* the relaxed outcome */
	char first[120]; /* what the first of them saw */
};

/* What the threads of a round saw: each its own. */
struct litmus_seen {
	u64 first[LITMUS_ROUND], second[LITMUS_ROUND];
	unsigned int n;
};

struct litmus_about {
	const char *name;    /* "store buffering", ... */
	const char *text;    /* what the relaxed outcome is, in a few words */
	const char *allowed; /* the models that have it, "x86, x86-manual, weak"; "" if none does */
	unsigned int threads; /* that it takes */
};

extern const struct litmus_about litmus_tests[LITMUS_TESTS];

/*
 * Judge a round. Of store buffering: what the two threads' loads saw, in first. Of message passing,
 * coherence and split accesses: the reader's two loads, the one that must not be newer than the
 * other in first (of halves that are to be equal, either). Of IRIW: the readers' first and second
 * loads, the one of x then y, the other of y then x.
 */
void litmus_judge(enum litmus_test test, const struct litmus_seen *one,
		  const struct litmus_seen *other, struct litmus_tally *tally);

/*
 * Run rounds of the test for so many seconds, with threads on cpus (as many as it takes, all
 * different): one at least, and on a machine that is busy for up to half a second until one saw
 * something new. Adds to tally; returns 0, or an errno value.
 */
int litmus_run(enum litmus_test test, const unsigned int *cpus, double seconds,
	       struct litmus_tally *tally);

#endif
