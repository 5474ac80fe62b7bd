/* Groups samples into series, and thins them without losing an extreme. */
#include "report/series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/html.h"

#define RUNS_MAX 8 /* of one machine that are drawn apart */
#define POINTS_MIN 60
#define PAUSE 2.0 /* seconds that may pass between two samples that touch */

static int by_size(const void *a, const void *b)
{
	const struct series *const *x = a, *const *y = b;

	return (*y)->count > (*x)->count ? 1 : (*y)->count < (*x)->count ? -1 : *x > *y ? 1 : -1;
}

/* A colour of its own for each of the largest series. */
static bool colour(struct series_set *set)
{
	struct series **order = calloc(set->count + 1, sizeof(struct series *));

	if (!order)
		return false;
	for (unsigned int i = 0; i < set->count; i++) {
		set->items[i].colour = i;
		order[i] = &set->items[i];
	}
	if (set->count > COLOURS) {
		qsort(order, set->count, sizeof(struct series *), by_size);
		for (unsigned int i = 0; i < set->count; i++)
			order[i]->colour = i < COLOURS ? i : COLOURS - 1;
	}
	free(order);
	return true;
}

static void name_machine(const struct history *history, unsigned int i, struct series *series)
{
	const struct log_machine *machine = ITEM(history, machines, log_machine, i);

	snprintf(series->name, sizeof(series->name), "%s",
		 machine->host[0] ? machine->host : "(unknown)");
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

bool series_make(const struct history *history, struct series_set *set)
{
	unsigned int runs = (unsigned int)history->runs.count;
	bool by_machine = history->machines.count > 1;
	bool by_run = !by_machine && runs <= RUNS_MAX;
	size_t samples = history->samples.count;

	memset(set, 0, sizeof(*set));
	set->count = by_machine ? (unsigned int)history->machines.count : by_run ? runs : 1;
	set->points = set->count > COLOURS ? POINTS_MAX * COLOURS / set->count : POINTS_MAX;
	if (set->points < POINTS_MIN)
		set->points = POINTS_MIN;
	set->items = calloc(set->count, sizeof(*set->items));
	set->of_run = calloc(runs, sizeof(*set->of_run));
	if (!set->items || !set->of_run)
		return false;
	for (unsigned int i = 0; i < runs; i++)
		set->of_run[i] = by_machine ? ITEM(history, runs, log_run, i)->machine
				 : by_run   ? i
					    : 0;
	for (size_t i = 0; i < samples; i++)
		set->items[set->of_run[ITEM(history, samples, log_sample, i)->run]].count++;
	for (unsigned int i = 0; i < set->count; i++) {
		struct series *series = &set->items[i];

		if (by_run)
			name_run(history, i, series);
		else
			name_machine(history, by_machine ? i : 0, series);
		series->thinned = series->count > set->points;
		series->samples = calloc(series->count + 1, sizeof(*series->samples));
		if (!series->samples)
			return false;
		series->count = 0;
	}
	for (size_t i = 0; i < samples; i++) {
		const struct log_sample *sample = ITEM(history, samples, log_sample, i);
		struct series *series = &set->items[set->of_run[sample->run]];

		series->samples[series->count++] = sample;
	}
	return colour(set);
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
