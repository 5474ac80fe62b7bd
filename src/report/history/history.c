/* A history once all lines are in: its sums, in the order of time. */
#include "report/history/history.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/history/event.h"
#include "report/history/history_find.h"

/* A run without a heartbeat is told by its end, of the pair that its other lines name. */
static void sum_end(struct history *history, u32 index)
{
	struct log_run *run = ITEM(history, runs, log_run, index);
	u32 pair = NAMES_NONE;

	for (u32 i = run->first_leg; i != NAMES_NONE; i = ITEM(history, legs, log_leg, i)->next)
		pair = ITEM(history, legs, log_leg, i)->pair;
	/* one that has raced nothing, as nothing could be raced, is no pair's */
	if (pair == NAMES_NONE && !run->end_counts->counts.reads &&
	    !run->end_counts->counts.updates)
		return;
	if (pair == NAMES_NONE)
		pair = history_find_pair(history, "", "", "", "", "");
	if (!history->stuck)
		event_add_counts(history, index, pair, run->end, run->end_counts);
}

/* What a killed run found after its last heartbeat is in violation lines alone. */
static void sum_leg(struct history *history, struct log_run *run, const struct log_leg *leg)
{
	struct log_counts more = {0};

	for (int kind = 0; kind < LOG_KINDS; kind++)
		more.violations[kind] = leg->uncounted[kind];
	counts_add(&ITEM(history, pairs, log_pair, leg->pair)->counts, &more);
	counts_add(&run->counts, &more);
}

static void sum(struct history *history)
{
	for (u32 i = 0; i < history->runs.count && !history->stuck; i++) {
		struct log_run *run = ITEM(history, runs, log_run, i);

		if (run->end_counts)
			sum_end(history, i);
		if (run->machine == NAMES_NONE)
			run->machine = history_find_machine(history, "", "");
	}
	if (history->stuck)
		return;
	for (u32 i = 0; i < history->runs.count; i++) {
		struct log_run *run = ITEM(history, runs, log_run, i);

		for (u32 leg = run->first_leg; leg != NAMES_NONE;
		     leg = ITEM(history, legs, log_leg, leg)->next)
			sum_leg(history, run, ITEM(history, legs, log_leg, leg));
		counts_add(&ITEM(history, machines, log_machine, run->machine)->counts,
			   &run->counts);
		counts_add(&history->total, &run->counts);
	}
}

int history_by_first(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void sort(struct log_array *array, size_t size)
{
	if (array->count)
		qsort(array->items, array->count, size, history_by_first);
}

/* The explanation of this run's first of the kind, or else of any run's. */
static u32 explanation(struct history *history, const struct log_violation *violation)
{
	u32 title = ITEM(history, pairs, log_pair, violation->pair)->title;
	u32 own = names_index(&history->names, 'x',
			      (u32[4]){title, violation->kind, violation->run}, NAMES_NONE);

	return own != NAMES_NONE
		       ? own
		       : ITEM(history, titles, log_title, title)->explained[violation->kind];
}

bool history_finish(struct history *history)
{
	sum(history);
	sort(&history->samples, sizeof(struct log_sample));
	event_cut_notices(history);
	sort(&history->violations, sizeof(struct log_violation));
	for (size_t i = 0; i < history->violations.count; i++) {
		struct log_violation *violation = ITEM(history, violations, log_violation, i);

		violation->explained = explanation(history, violation);
	}
	for (size_t i = 0; i < history->runs.count; i++) {
		const struct log_run *run = ITEM(history, runs, log_run, i);

		history->begin = i ? fmin(history->begin, run->begin) : run->begin;
		history->end = i ? fmax(history->end, run->end) : run->end;
	}
	return !history->stuck;
}

static void free_texts(struct history *history)
{
	for (size_t i = 0; i < history->machines.count; i++)
		free(ITEM(history, machines, log_machine, i)->cpu_id);
	for (size_t i = 0; i < history->runs.count; i++) {
		struct log_run *run = ITEM(history, runs, log_run, i);

		free(run->end_counts);
		if (!run->words)
			continue;
		free(run->words->kernel);
		free(run->words->clock);
		free(run->words->parameters);
		free(run->words->verdict);
		free(run->words->version);
		free(run->words->commit);
		free(run->words);
	}
	for (size_t i = 0; i < history->explained.count; i++) {
		free(ITEM(history, explained, log_explained, i)->text);
		free(ITEM(history, explained, log_explained, i)->finding);
		free(ITEM(history, explained, log_explained, i)->trace);
	}
	for (size_t i = 0; i < history->notices.count; i++) {
		free(ITEM(history, notices, log_notice, i)->what);
		free(ITEM(history, notices, log_notice, i)->text);
	}
}

void history_free(struct history *history)
{
	struct log_array *arrays[] = {
		&history->machines,	&history->runs,	     &history->titles, &history->pairs,
		&history->legs,		&history->samples,   &history->marks,  &history->notices,
		&history->notice_times, &history->explained, &history->files,  &history->violations,
		&history->seen,
	};

	free_texts(history);
	for (size_t i = 0; i < ARRAY_SIZE(arrays); i++)
		free(arrays[i]->items);
	names_free(&history->names);
	free(history->line);
	memset(history, 0, sizeof(*history));
}

unsigned int history_not_seen(const struct history *history, const struct log_pair *pair)
{
	return counts_violations(&pair->counts)
		       ? 0
		       : ITEM(history, titles, log_title, pair->title)->kinds;
}

const char *history_host(const struct log_machine *machine)
{
	return machine->host[0] ? machine->host : "(unknown)";
}

const char *history_host_of(const struct history *history, u32 run)
{
	return history_host(
		ITEM(history, machines, log_machine, ITEM(history, runs, log_run, run)->machine));
}
