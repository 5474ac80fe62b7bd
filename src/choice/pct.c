/*
 * pct: a read stays where it is but for a few moves (the depth), which are spread evenly over the
 * accesses that it is expected to make. So a bug that needs d moves, each at a certain one of k
 * accesses, is met with a chance of d! / (k+1)^d at depth d, times that of the right distances.
 */
#include "choice/sampler.h"

/* One place past the end, so that reads with fewer moves, or none, have a chance as well. */
static void begin(struct sampler *sampler)
{
	if (sampler->moves > sampler->longest)
		sampler->longest = sampler->moves;
	sampler->moves = 0;
	for (unsigned int i = 0; i < sampler->changes; i++)
		sampler->change[i] = (u16)sampler_even(sampler, sampler->longest + 1);
}

static unsigned int move(struct sampler *sampler, unsigned int n)
{
	unsigned int at = sampler->moves++;

	for (unsigned int i = 0; i < sampler->changes; i++)
		if (sampler->change[i] == at)
			return 1 + sampler_overtaken(sampler, n - 1);
	return 0;
}

const struct strategy strategy_pct = {
	.name = "pct",
	.about = "every access stays, but for a few (--depth) at random",
	.deep = true,
	.begin = begin,
	.move = move,
};
