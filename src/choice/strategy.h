/*
 * Strategies: how a random source of choices weighs its answers. Each gives every answer a chance,
 * and is a function of its seed alone. What they are good for: docs/machine.md, docs/fuzzing.md.
 */
#ifndef WARPAGE_STRATEGY_H
#define WARPAGE_STRATEGY_H

#include "choice/sampler.h"

/* They take turns, one execution each. The one to take if nobody asks for another. */
extern const struct strategy strategy_all;

/* The i-th strategy, strategy_all the last; NULL past it. */
const struct strategy *strategy_get(unsigned int i);

/* The strategy of that name, or NULL. */
const struct strategy *strategy_find(const char *name);

#endif
