/*
 * Every decision that the code under test does not make itself comes from choose(). Four sources
 * answer: fuzzer bytes, a seeded random strategy, exhaustive enumeration, and replay. 0 always means
 * "stay, the most benign"; a choice among one is not asked, and costs nothing.
 */
#ifndef WARPAGE_CHOICE_H
#define WARPAGE_CHOICE_H

#include "choice/sampler.h"

#define CHOICES_MAX 4096 /* in one execution */

enum choice_source { CHOICE_BYTES, CHOICE_RANDOM, CHOICE_EXHAUSTIVE, CHOICE_REPLAY };

/* What a choice is about; sources may weigh kinds differently, and traces name them. */
enum choice_kind {
	CHOOSE_SCHEDULE, /* start, update kinds, gaps */
	CHOOSE_SPLIT,	 /* is an access split, and which half comes first? */
	CHOOSE_DELAY,	 /* how many stores has the host's own rdtsc left behind? */
	CHOOSE_VCPU,	 /* does a frozen vCPU read, or the one left running? */
	CHOOSE_START,	 /* after which store does the read start? */
	CHOOSE_LOAD,	 /* which store does the load see? */
	CHOOSE_TSC,	 /* when is the TSC sampled? */
	CHOOSE_HOST,	 /* which step of several hosts comes next? */
	CHOOSE_JOINT,	 /* which way does one of several readers go, or which step comes next? */
	CHOOSE_KINDS
};

struct choice {
	enum choice_source source;
	unsigned int n;	    /* choices made in this execution */
	unsigned int depth; /* EXHAUSTIVE, REPLAY: choices that are prescribed */
	u16 taken[CHOICES_MAX], of[CHOICES_MAX];
	bool monotone[CHOICES_MAX]; /* see choose_monotone() */
	bool alive[CHOICES_MAX];    /* EXHAUSTIVE: some execution with this answer went on */
	u128 barren[CHOICES_MAX];   /* see choose_but() */
	const u8 *bytes;	    /* BYTES */
	size_t nbytes;
	bool overflow; /* CHOICES_MAX was not enough: the rest was 0 */

	struct sampler sampler; /* RANDOM */
	bool timed;		/* choice_tell() is wanted */
};

/* Start the random walk with seed; equal seeds give equal walks. */
void choice_random(struct choice *choice, u64 seed);

/* The same for any strategy; changes (1 to CHANGES_MAX) is the depth of pct. */
void choice_strategy(struct choice *choice, const struct strategy *strategy, unsigned int changes,
		     u64 seed);

/* Go on with that strategy and what it has learnt, from another seed; after a replay, too. */
void choice_reseed(struct choice *choice, u64 seed);

/* Start the enumeration of all executions. */
void choice_exhaustive(struct choice *choice);

/* Take the choices from n fuzzer bytes; when they are used up, all others are 0. */
void choice_bytes(struct choice *choice, const u8 *bytes, size_t n);

/* Repeat the n choices in taken; all others are 0. */
void choice_replay(struct choice *choice, const u16 *taken, unsigned int n);

/* Before each execution. */
void choice_begin(struct choice *choice);

/*
 * The execution at hand came to an end of its own: it was not cut. EXHAUSTIVE needs to know, see
 * choose_monotone().
 */
static inline void choice_alive(struct choice *choice)
{
	if (choice->n)
		choice->alive[choice->n - 1] = true;
}

/*
 * After an execution: is there another one to run? EXHAUSTIVE moves to the next; the other sources
 * say no but for RANDOM, which always has one more.
 */
bool choice_next(struct choice *choice);

/*
 * For a strategy that is timed: what the answers of the next choice, of two or more, mean. The reader
 * is at step now, and answer i is seen from the step on that stands (a u16) i times stride bytes after
 * moments. loose: this load need not come after those before it, or a store may be visible later than
 * at its step.
 */
static inline void choice_tell(struct choice *choice, u16 now, const void *moments, size_t stride,
			       bool loose)
{
	choice->sampler.loose = loose;
	choice->sampler.told = now;
	choice->sampler.moments = moments;
	choice->sampler.stride = stride;
}

/* The slow path of choose(). */
unsigned int choice_take(struct choice *choice, unsigned int n, enum choice_kind kind);

/* The answers to the last choice that need not be tried, and which is taken then. */
unsigned int choice_leave_out(struct choice *choice, u128 barren);

/* One of 0 ... n-1. */
static inline unsigned int choose(struct choice *choice, unsigned int n, enum choice_kind kind)
{
	if (n <= 1)
		return 0;
	if (choice->n < choice->depth && choice->taken[choice->n] < n) {
		choice->of[choice->n] = (u16)n;
		return choice->taken[choice->n++];
	}
	return choice_take(choice, n, kind);
}

/*
 * As choose(), for an answer that decides nothing but how much is left to choose from later on, a
 * higher one leaving less. If then every execution with one answer is cut, so is every one with a
 * higher answer, and the enumeration leaves those out.
 */
static inline unsigned int choose_monotone(struct choice *choice, unsigned int n,
					   enum choice_kind kind)
{
	unsigned int taken = choose(choice, n, kind);

	if (n > 1 && choice->n)
		choice->monotone[choice->n - 1] = true;
	return taken;
}

/*
 * As choose(), where the answers in barren, a bit each, need not be tried: an execution that takes one is cut
 * at once, as another one was. The enumeration leaves them out, or all but one where there are no others.
 */
static inline unsigned int choose_but(struct choice *choice, unsigned int n, enum choice_kind kind,
				      u128 barren)
{
	unsigned int at = choice->n;
	bool fresh = at >= choice->depth;
	unsigned int taken = choose(choice, n, kind);

	if (choice->n > at && fresh && choice->source == CHOICE_EXHAUSTIVE)
		taken = choice_leave_out(choice, barren);
	return taken;
}

#endif
