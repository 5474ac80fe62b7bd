/*
 * Strategies: how a random source of choices weighs its answers. Each gives every answer a chance,
 * and is a function of its seed alone. What they are good for: docs/machine.md, docs/fuzzing.md.
 */
#ifndef WARPAGE_STRATEGY_H
#define WARPAGE_STRATEGY_H

#include "choice/choice.h"

/* A choice that moves a reader in time: 0 is to stay. The others say how an execution is set up. */
static inline bool strategy_moves(enum choice_kind kind)
{
	return kind == CHOOSE_LOAD || kind == CHOOSE_TSC;
}

struct strategy {
	const char *name;
	const char *about; /* one line, for help */
	bool timed;	   /* wants to be told what answers mean in time: choice_tell() */
	/* an execution begins; may be NULL */
	void (*begin)(struct choice *choice);
	/* one of 0 ... n-1, n > 1, for a choice that moves a reader */
	unsigned int (*move)(struct choice *choice, unsigned int n);
};

/* One file each. */
extern const struct strategy strategy_walk, strategy_pos, strategy_pct, strategy_rf;

/* They take turns, one execution each. The one to take if nobody asks for another. */
extern const struct strategy strategy_all;

/* The i-th strategy, strategy_all the last; NULL past it. */
const struct strategy *strategy_get(unsigned int i);

/* The strategy of that name, or NULL. */
const struct strategy *strategy_find(const char *name);

/* An even draw from 0 ... n-1. */
static inline unsigned int strategy_even(struct choice *choice, unsigned int n)
{
	return (unsigned int)((choice_number(&choice->state) >> 32) * n >> 32);
}

/*
 * How many of n-1 events come before one that is unordered with them, if each of all draws a
 * priority and the highest goes first: at least k with a chance of 1 / (k+1).
 */
unsigned int strategy_overtaken(struct choice *choice, unsigned int n);

#endif
