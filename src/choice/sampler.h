/*
 * What strategies are made of: random numbers, and what a strategy keeps from one draw to the next.
 * Equal states give equal rows of numbers.
 */
#ifndef WARPAGE_SAMPLER_H
#define WARPAGE_SAMPLER_H

#include <warpage/types.h>

#define CHANGES_MAX 16 /* moves of one execution that pct prescribes */

struct strategy;

/* What a strategy draws from, and what it keeps from one draw to the next. */
struct sampler {
	u64 state;
	const struct strategy *strategy;  /* as asked for */
	const struct strategy *turn;	  /* all: the one that makes this execution */
	unsigned int turns;		  /* all: executions so far */
	u16 changes, change[CHANGES_MAX]; /* pct: how many moves, and at which accesses */
	unsigned int moves, longest;	  /* pct: accesses so far, and the most of any read */
	u32 host;			  /* pos: priority of the host's next store ... */
	u16 next;			  /* ... and its step */
	/* what choice_tell() told of the choice at hand: */
	bool loose;
	u16 told;
	size_t stride;
	const void *moments; /* NULL: nothing */
};

struct strategy {
	const char *name;
	const char *about; /* one line, for help */
	bool deep;	   /* makes use of the number of moves, --depth */
	bool timed;	   /* wants to be told what answers mean in time: choice_tell() */
	/* an execution begins; may be NULL */
	void (*begin)(struct sampler *sampler);
	/* one of 0 ... n-1, n > 1, for a choice that moves a reader */
	unsigned int (*move)(struct sampler *sampler, unsigned int n);
};

/* One file each. */
extern const struct strategy strategy_walk, strategy_pos, strategy_pct, strategy_rf;

/* The next random number after this state, for those who need no choices but a seed, too. */
static inline u64 choice_number(u64 *state)
{
	/* splitmix64 */
	u64 z = (*state += 0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

/* One of 0 ... below-1, evenly. */
static inline u64 choice_draw(u64 *state, u64 below)
{
	return (u64)(((u128)choice_number(state) * below) >> 64);
}

/* An even draw from 0 ... n-1. */
static inline unsigned int sampler_even(struct sampler *sampler, unsigned int n)
{
	return (unsigned int)((choice_number(&sampler->state) >> 32) * n >> 32);
}

/*
 * How many of n-1 events come before one that is unordered with them, if each of all draws a
 * priority and the highest goes first: at least k with a chance of 1 / (k+1).
 */
static inline unsigned int sampler_overtaken(struct sampler *sampler, unsigned int n)
{
	u64 chance = (choice_number(&sampler->state) >> 32) + 1;
	u64 before = ((u64)1 << 32) / chance - 1;

	return before < n ? (unsigned int)before : n - 1;
}

#endif
