/* The table of strategies, and the one that is all of them in turn. */
#include "choice/strategy.h"

#include <string.h>

static const struct strategy *const strategies[] = {
	&strategy_walk, &strategy_pos, &strategy_pct, &strategy_rf, &strategy_all,
};
#define SINGLE (ARRAY_SIZE(strategies) - 1)

const struct strategy *strategy_get(unsigned int i)
{
	return i < ARRAY_SIZE(strategies) ? strategies[i] : NULL;
}

const struct strategy *strategy_find(const char *name)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(strategies); i++)
		if (!strcmp(strategies[i]->name, name))
			return strategies[i];
	return NULL;
}

static void all_begin(struct sampler *sampler)
{
	sampler->turn = strategies[sampler->turns++ % SINGLE];
	if (sampler->turn->begin)
		sampler->turn->begin(sampler);
}

static unsigned int all_move(struct sampler *sampler, unsigned int n)
{
	return sampler->turn->move(sampler, n);
}

const struct strategy strategy_all = {
	.name = "all",
	.about = "all of these in turn, one execution each",
	.deep = true,
	.timed = true,
	.begin = all_begin,
	.move = all_move,
};
