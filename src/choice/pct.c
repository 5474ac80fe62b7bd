/*
 * pct: a read stays where it is but for a few moves (the depth), which are spread evenly over the
 * accesses that it is expected to make. So a bug that needs d moves, each at a certain one of k
 * accesses, is met with a chance of d! / (k+1)^d at depth d, times that of the right distances.
 */
#include "choice/strategy.h"

/* One place past the end, so that reads with fewer moves, or none, have a chance as well. */
static void begin(struct choice *choice)
{
	if (choice->moves > choice->longest)
		choice->longest = choice->moves;
	choice->moves = 0;
	for (unsigned int i = 0; i < choice->changes; i++)
		choice->change[i] = (u16)strategy_even(choice, choice->longest + 1);
}

static unsigned int move(struct choice *choice, unsigned int n)
{
	unsigned int at = choice->moves++;

	for (unsigned int i = 0; i < choice->changes; i++)
		if (choice->change[i] == at)
			return 1 + strategy_overtaken(choice, n - 1);
	return 0;
}

const struct strategy strategy_pct = {
	.name = "pct",
	.about = "every access stays, but for a few (--depth) at random",
	.begin = begin,
	.move = move,
};
