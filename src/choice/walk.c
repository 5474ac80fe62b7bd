/*
 * walk: every access stays with a chance of a half, else it goes anywhere, evenly. A walk that moved
 * at every access would be at the end of the log after two of them.
 */
#include "choice/sampler.h"

static unsigned int move(struct sampler *sampler, unsigned int n)
{
	return choice_number(&sampler->state) & 1 ? 0 : sampler_even(sampler, n);
}

const struct strategy strategy_walk = {
	.name = "walk",
	.about = "every access stays or moves anywhere, by a coin",
	.move = move,
};
