/* Groups samples into series, and thins them without losing an extreme. */
#include "report/chart/series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/html/html.h"

#define RUNS_MAX 8 /* of one machine that are drawn apart */
#define POINTS_MIN 60
#define PAUSE 2.0 /* seconds that may pass between two samples that touch */

static void name_machine(const struct history *history, unsigned int i, struct series *series)
{
	const struct log_machine *machine = ITEM(history, machines, log_machine, i);

	snprintf(series->name, sizeof(series->name), "%s", history_host(machine));
	snprintf(series->note, sizeof(series->note), "%s", machine->cpu);
}

static void name_run(const struct history *history, unsigned int i, struct series *series)
{
	const struct log_run *run = ITEM(history, runs, log_run, i);

	snprintf(series->name, sizeof(series->name), "run %u", i + 1);
	number_time(run->begin, series->note);
	snprintf(series->note + strlen(series->note), sizeof(series->note) - strlen(series->note),
		 " UTC");
}

/* What a machine or a run is of the series, while they are chosen. */
struct candidate {
	u32 index;
	unsigned int samples;
	unsigned int rank; /* by samples */
};

static int by_samples(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->samples != y->samples)
		return x->samples < y->samples ? 1 : -1;
	return x->index < y->index ? -1 : x->index > y->index;
}

static int by_index(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	return x->index < y->index ? -1 : x->index > y->index;
}

/* The largest of n candidates, in their order; drawn[] tells what each of the n is drawn as. */
static bool choose(const struct history *history, struct series_set *set, unsigned int n,
		   bool by_machine)
{
	struct candidate *candidates = calloc(n, sizeof(*candidates));
	u32 *drawn = malloc(n * sizeof(*drawn));

	for (u32 i = 0; i < n && candidates && drawn; i++) {
		candidates[i].index = i;
		drawn[i] = SERIES_NONE;
	}
	if (!candidates || !drawn)
		goto out;
	for (size_t i = 0; i < history->samples.count; i++)
		candidates[set->of_run[ITEM(history, samples, log_sample, i)->run]].samples++;
	qsort(candidates, n, sizeof(*candidates), by_samples);
	set->count = n < SERIES_MAX ? n : SERIES_MAX;
	set->left_out = n - set->count;
	for (unsigned int i = 0; i < set->count; i++)
		candidates[i].rank = i;
	qsort(candidates, set->count, sizeof(*candidates), by_index);
	set->items = calloc(set->count, sizeof(*set->items));
	for (unsigned int i = 0; i < set->count && set->items; i++) {
		drawn[candidates[i].index] = i;
		set->items[i].count = candidates[i].samples;
		/* one of its own for each of the largest */
		set->items[i].colour = set->count <= COLOURS	      ? i
				       : candidates[i].rank < COLOURS ? candidates[i].rank
								      : COLOURS - 1;
		if (by_machine)
			name_machine(history, candidates[i].index, &set->items[i]);
		else
			name_run(history, candidates[i].index, &set->items[i]);
	}
	for (size_t i = 0; i < history->runs.count; i++)
		set->of_run[i] = drawn[set->of_run[i]];
out:
	free(candidates);
	free(drawn);
	return set->items;
}

static bool fill(const struct history *history, struct series_set *set)
{
	for (unsigned int i = 0; i < set->count; i++) {
		struct series *series = &set->items[i];

		series->thinned = series->count > set->points;
		series->samples = calloc(series->count + 1, sizeof(*series->samples));
		if (!series->samples)
			return false;
		series->count = 0;
	}
	for (size_t i = 0; i < history->samples.count; i++) {
		const struct log_sample *sample = ITEM(history, samples, log_sample, i);
		struct series *series = &set->items[set->of_run[sample->run]];

		if (set->of_run[sample->run] != SERIES_NONE)
			series->samples[series->count++] = sample;
	}
	return true;
}

bool series_make(const struct history *history, struct series_set *set)
{
	unsigned int runs = (unsigned int)history->runs.count;
	bool by_run = history->machines.count == 1 && runs <= RUNS_MAX;

	memset(set, 0, sizeof(*set));
	set->of_run = calloc(runs, sizeof(*set->of_run));
	if (!set->of_run)
		return false;
	for (u32 i = 0; i < runs; i++)
		set->of_run[i] = by_run ? i : ITEM(history, runs, log_run, i)->machine;
	if (!choose(history, set, by_run ? runs : (unsigned int)history->machines.count, !by_run))
		return false;
	set->apart = !by_run && set->count > 1;
	set->points = set->count > COLOURS ? POINTS_MAX * COLOURS / set->count : POINTS_MAX;
	if (set->points < POINTS_MIN)
		set->points = POINTS_MIN;
	return fill(history, set);
}

void series_free(struct series_set *set)
{
	for (unsigned int i = 0; set->items && i < set->count; i++)
		free(set->items[i].samples);
	free(set->items);
	free(set->of_run);
	memset(set, 0, sizeof(*set));
}

/* Does b go on where a ends? */
static bool touch(const struct log_sample *a, const struct log_sample *b)
{
	return a->run == b->run && b->begin - a->end < PAUSE;
}

/* Neighbours n samples long, as one step, or as two: the extremes in their order. */
static unsigned int extremes(const struct log_sample **samples, unsigned int n, enum metric metric,
			     struct series_step *steps)
{
	double begin = samples[0]->begin, end = samples[n - 1]->end, middle = (begin + end) / 2;
	unsigned int least = 0, greatest = 0;

	for (unsigned int i = 1; i < n; i++) {
		if (samples[i]->values[metric] < samples[least]->values[metric])
			least = i;
		if (samples[i]->values[metric] > samples[greatest]->values[metric])
			greatest = i;
	}
	if (least == greatest) {
		steps[0] = (struct series_step){begin, end, samples[0]->values[metric]};
		return 1;
	}
	steps[0] = (struct series_step){begin, middle, 0};
	steps[1] = (struct series_step){middle, end, 0};
	steps[least > greatest].value = samples[least]->values[metric];
	steps[least < greatest].value = samples[greatest]->values[metric];
	return 2;
}

unsigned int series_steps(const struct series_set *set, const struct series *series,
			  enum metric metric, struct series_step *steps)
{
	const struct log_sample **samples = series->samples;
	unsigned int group = 1, used = 0, n;

	if (series->thinned)
		group = (series->count + set->points / 2 - 1) / (set->points / 2);
	for (unsigned int i = 0; i < series->count; i += n) {
		n = 1;
		if (isnan(samples[i]->values[metric]))
			continue;
		while (n < group && i + n < series->count &&
		       !isnan(samples[i + n]->values[metric]) &&
		       touch(samples[i + n - 1], samples[i + n]))
			n++;
		used += extremes(&samples[i], n, metric, &steps[used]);
	}
	return used;
}
