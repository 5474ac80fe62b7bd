/*
 * How much there is to explore, told before it takes a while, and mended as it is explored: an estimate. A row of
 * updates is thought to have as many maps as those of its length had so far; a longer one more, by the power of
 * its length that the last two lengths were apart.
 */
#include "verify/run.h"

#include <math.h>

#define MUCH 1000000 /* maps: a second, or so */
#define FORESEEN_TOP 1e18

static double maps_of(const struct estimate *estimate, unsigned int updates)
{
	unsigned int n = updates, shorter;
	double maps, power = 1;

	while (n && !estimate->rows[n].done)
		n--;
	if (!n)
		return 0;
	maps = (double)estimate->rows[n].maps / (double)estimate->rows[n].done;
	for (shorter = n - 1; shorter && !estimate->rows[shorter].done;)
		shorter--;
	if (shorter && n != updates && estimate->rows[shorter].maps)
		power = log(maps * (double)estimate->rows[shorter].done /
			    (double)estimate->rows[shorter].maps) /
			log((double)n / shorter);
	return maps * pow((double)updates / n, power > 1 ? power : 1);
}

u64 estimate_left(const struct estimate *estimate)
{
	u64 left = 0;

	for (unsigned int n = 1; n <= UPDATES_MAX; n++)
		left += estimate->rows[n].planned - estimate->rows[n].done;
	return left;
}

static void foresee(struct run *run)
{
	const struct estimate *estimate = &run->estimate;
	double maps = (double)run->verdict->executions;

	for (unsigned int n = 1; n <= UPDATES_MAX; n++)
		if (estimate->rows[n].planned > estimate->rows[n].done)
			maps += maps_of(estimate, n) *
				(double)(estimate->rows[n].planned - estimate->rows[n].done);
	run->verdict->foreseen = maps < FORESEEN_TOP ? (u64)maps : (u64)FORESEEN_TOP;
}

void estimate_plan(struct run *run, unsigned int updates, u64 rows)
{
	run->estimate.rows[updates].planned += rows;
	foresee(run);
}

void estimate_done(struct run *run, unsigned int updates, u64 maps)
{
	struct estimate *estimate = &run->estimate;

	estimate->rows[updates].done++;
	estimate->rows[updates].maps += maps;
	/* what turns up on the way was planned no sooner */
	if (estimate->rows[updates].planned < estimate->rows[updates].done)
		estimate->rows[updates].planned = estimate->rows[updates].done;
	foresee(run);
}

void estimate_tell(struct run *run)
{
	const struct verify_options *options = run->options;
	struct verdict *verdict = run->verdict;

	if (run->estimate.told || verdict->foreseen < MUCH || !options->foretell ||
	    verdict->first_at || run->structure.violations)
		return;
	run->estimate.told = true;
	verdict->seconds = run_seconds(run);
	options->foretell(options->watcher, options, verdict);
}
