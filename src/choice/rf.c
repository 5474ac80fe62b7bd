/*
 * rf: reads-from, evenly: a load sees each of the values that it may see with the same chance,
 * however long they stand, and a TSC sample takes place at each of its moments with the same chance.
 */
#include "choice/sampler.h"

const struct strategy strategy_rf = {
	.name = "rf",
	.about = "every load sees any of the stores that it may see, evenly",
	.move = sampler_even,
};
