/* The table of strategies, the portfolio of all, and what they share. */
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

unsigned int strategy_overtaken(struct choice *choice, unsigned int n)
{
	u64 chance = (choice_number(&choice->state) >> 32) + 1;
	u64 before = ((u64)1 << 32) / chance - 1;

	return before < n ? (unsigned int)before : n - 1;
}

static void all_begin(struct choice *choice)
{
	choice->turn = strategies[choice->turns++ % SINGLE];
	if (choice->turn->begin)
		choice->turn->begin(choice);
}

static unsigned int all_move(struct choice *choice, unsigned int n)
{
	return choice->turn->move(choice, n);
}

const struct strategy strategy_all = {
	.name = "all",
	.about = "all of these in turn, one execution each",
	.timed = true,
	.begin = all_begin,
	.move = all_move,
};
