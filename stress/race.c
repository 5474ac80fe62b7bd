/* Sets a race up, lets the monitor run it, and adds up what the readers found. */
#define _GNU_SOURCE
#include "stress/race.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "stress/engine.h"
#include "stress/monitor.h"
#include "stress/tsc.h"

#define SKEW_MAX_US 100 /* more than that between two CPUs: the stamps say nothing */

static volatile int interrupted;

static const char *const kinds[RACE_KINDS] = {
	[RACE_TORN] = "torn",
	[RACE_STALE] = "stale",
	[RACE_BACKWARDS] = "backwards",
	[RACE_STUCK] = "stuck",
	[RACE_WRONG_FALLBACK] = "wrong-fallback",
	[RACE_ARITHMETIC] = "arithmetic",
	[RACE_UNORDERED_TSC] = "unordered-tsc",
};

static const char *const reasons[RACE_UNJUDGED_REASONS] = {
	[RACE_OVERWRITTEN] = "overwritten", [RACE_LONG] = "long",
	[RACE_MIGRATED] = "migrated",	    [RACE_LATE] = "late",
	[RACE_AMBIGUOUS] = "ambiguous",
};

const char *race_kind_name(enum race_kind kind)
{
	return kinds[kind];
}

const char *race_unjudged_name(enum race_unjudged reason)
{
	return reasons[reason];
}

u64 race_violations(const struct race_tally *tally)
{
	u64 sum =
		*(const volatile u64 *)&tally->unexplained + *(const volatile u64 *)&tally->halved;

	for (unsigned int kind = 0; kind < RACE_KINDS; kind++)
		if (kind != RACE_UNORDERED_TSC)
			sum += *(const volatile u64 *)&tally->count[kind];
	return sum;
}

unsigned int race_readers(const struct race_options *options)
{
	if (options->readers)
		return options->readers;
	return options->ncpus > 1 ? options->ncpus - 1 : 1;
}

static void interrupt(int signal)
{
	(void)signal;
	interrupted = 1;
}

/* Bound the skew between the host's CPU and the others; returns 0, RACE_SKIPPED or -1. */
static int measure(const struct race_options *options, struct race_summary *summary)
{
	const char *problem = tsc_problem();
	unsigned int last = options->ncpus - 1;
	int error;

	if (problem) {
		snprintf(summary->reason, sizeof(summary->reason), "%s", problem);
		return RACE_SKIPPED;
	}
	summary->tsc_hz = tsc_measure_hz();
	for (unsigned int i = 1; i <= last && i <= summary->readers; i++) {
		s64 low = INT64_MIN, high = INT64_MAX;

		error = tsc_measure_skew(options->cpus[0], options->cpus[i], &low, &high);
		if (error || low == INT64_MIN) {
			snprintf(summary->reason, sizeof(summary->reason),
				 "cannot measure the TSC skew to CPU %u: %s", options->cpus[i],
				 error ? strerror(error) : "no round was completed");
			return -1;
		}
		if (low < summary->skew_low)
			summary->skew_low = low;
		if (high > summary->skew_high)
			summary->skew_high = high;
	}
	summary->margin = (u64)(-summary->skew_low > summary->skew_high ? -summary->skew_low
									: summary->skew_high);
	if (summary->margin > summary->tsc_hz / 1000000 * SKEW_MAX_US) {
		snprintf(summary->reason, sizeof(summary->reason),
			 "the CPUs' TSCs may be %llu ticks apart; stamps need less than %u us",
			 (unsigned long long)summary->margin, SKEW_MAX_US);
		return RACE_SKIPPED;
	}
	return 0;
}

/* A start that the host may find and that guests may use; the seed chooses among them. */
static u32 choose_sequence(const struct engine *engine, struct plan *plan)
{
	const struct format *format = engine->options->format;
	u32 fit[WARPAGE_STARTS_MAX];
	unsigned int nfit = 0;

	for (unsigned int i = 0; i < format->nstarts && nfit < WARPAGE_STARTS_MAX; i++) {
		u32 start = format->starts[i];

		for (unsigned int f = 0; f < format->nfields; f++)
			if (format->fields[f].role == FIELD_SEQUENCE)
				memcpy(engine->page + format->fields[f].offset, &start,
				       sizeof(start));
		if (engine->options->host->legal_start(start) && format->valid(engine->page))
			fit[nfit++] = start;
	}
	return nfit ? fit[plan_random(plan, nfit)] : format->starts[0];
}

static int prepare(struct engine *engine, const struct race_options *options,
		   struct race_summary *summary)
{
	const struct format *format = options->format;
	struct plan *plan = &engine->writer.plan;
	const struct generation *first;

	engine->options = options;
	engine->nreaders = summary->readers;
	engine->writer_cpu = options->cpus[0];
	engine->tsc_hz = summary->tsc_hz;
	engine->page = engine->room;
	first = plan_start(plan, format, options->host->own_params, options->seed, summary->tsc_hz,
			   rdtsc_ordered());
	if (!first) {
		snprintf(summary->reason, sizeof(summary->reason),
			 "the TSC is too small for clocks that can be told apart; wait a minute");
		return RACE_SKIPPED;
	}
	engine->page += format->placements[plan_random(plan, format->nplacements)];
	format->encode(engine->page, first->params);
	summary->sequence = choose_sequence(engine, plan);
	for (unsigned int f = 0; f < format->nfields; f++)
		if (format->fields[f].role == FIELD_SEQUENCE)
			memcpy(engine->page + format->fields[f].offset, &summary->sequence, 4);
	for (unsigned int i = 0; i < engine->nreaders; i++) {
		struct reader *reader = &engine->readers[i];

		reader->engine = engine;
		reader->number = i;
		reader->random = options->seed + i;
		reader->cpu = options->ncpus > 1 ? options->cpus[1 + i % (options->ncpus - 1)]
						 : options->cpus[0];
		judge_start(&reader->judge, format, &engine->log, options->host->own_params, i,
			    summary->margin, &reader->tally);
	}
	return 0;
}

/* Readers first, so that the host knows all whom a freeze must reach. */
static int start(struct engine *engine)
{
	int error;

	for (unsigned int i = 0; i < engine->nreaders; i++) {
		struct reader *reader = &engine->readers[i];

		error = pthread_create(&reader->thread, NULL, reader_main, reader);
		if (error)
			return error;
		reader->created = true;
	}
	error = pthread_create(&engine->writer.thread, NULL, writer_main, engine);
	engine->writer.created = !error;
	return error;
}

static int join(struct engine *engine)
{
	int error = engine->writer.error;

	if (engine->writer.created)
		pthread_join(engine->writer.thread, NULL);
	for (unsigned int i = 0; i < engine->nreaders; i++) {
		if (engine->readers[i].created)
			pthread_join(engine->readers[i].thread, NULL);
		if (engine->readers[i].error)
			error = engine->readers[i].error;
	}
	return error;
}

static void add(struct race_tally *total, const struct race_tally *tally)
{
	total->reads += tally->reads;
	total->fallbacks += tally->fallbacks;
	total->stamped += tally->stamped;
	total->overlapped += tally->overlapped;
	for (unsigned int i = 0; i < RACE_UNJUDGED_REASONS; i++)
		total->unjudged[i] += tally->unjudged[i];
	for (unsigned int i = 0; i < RACE_KINDS; i++) {
		if (tally->count[i] && (!total->count[i] || tally->first[i].e < total->first[i].e))
			total->first[i] = tally->first[i];
		total->count[i] += tally->count[i];
	}
	if (tally->unexplained && !total->unexplained)
		total->first_unexplained = tally->first_unexplained;
	total->unexplained += tally->unexplained;
	if (tally->halved && !total->halved)
		total->first_halved = tally->first_halved;
	total->halved += tally->halved;
	total->wrong_at_rest += tally->wrong_at_rest;
}

static int race(struct engine *engine, struct race_summary *summary)
{
	struct sigaction action = {.sa_handler = interrupt}, on_int, on_term;
	sigset_t asynchronous, before;
	u64 begin = monitor_ns();
	int error, result = 0;

	sigemptyset(&asynchronous);
	sigaddset(&asynchronous, SIGINT);
	sigaddset(&asynchronous, SIGTERM);
	sigemptyset(&action.sa_mask);
	interrupted = 0;
	sigaction(SIGINT, &action, &on_int);
	sigaction(SIGTERM, &action, &on_term);
	freeze_install(engine);
	pthread_sigmask(SIG_BLOCK, &asynchronous, &before); /* the threads inherit it */
	error = start(engine);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (error)
		atomic_store(&engine->stop, true);
	else
		result = monitor_run(engine, &interrupted);
	if (result) { /* threads still run on what would be freed */
		fprintf(stderr, "warpage: a thread did not end when asked to; giving up\n");
		_Exit(2);
	}
	error = error ? error : join(engine);
	freeze_install(NULL);
	sigaction(SIGINT, &on_int, NULL);
	sigaction(SIGTERM, &on_term, NULL);
	summary->seconds = (double)(monitor_ns() - begin) / 1e9;
	summary->interrupted = interrupted;
	if (error)
		snprintf(summary->reason, sizeof(summary->reason), "cannot run the threads: %s",
			 strerror(error));
	return error ? -1 : 0;
}

int race_run(const struct race_options *options, struct race_summary *summary)
{
	struct engine *engine;
	int result;

	memset(summary, 0, sizeof(*summary));
	summary->readers = race_readers(options);
	result = measure(options, summary);
	if (result)
		return result;
	engine = aligned_alloc(4096, (sizeof(*engine) + 4095) / 4096 * 4096);
	if (engine) {
		memset(engine, 0, sizeof(*engine));
		engine->readers = aligned_alloc(64, summary->readers * sizeof(struct reader));
	}
	if (!engine || !engine->readers) {
		snprintf(summary->reason, sizeof(summary->reason), "out of memory");
		free(engine);
		return -1;
	}
	memset(engine->readers, 0, summary->readers * sizeof(struct reader));
	result = prepare(engine, options, summary);
	if (!result)
		result = race(engine, summary);
	for (unsigned int i = 0; i < summary->readers; i++) {
		add(&summary->total, &engine->readers[i].tally);
		summary->abandoned += engine->readers[i].abandoned;
	}
	judge_settle(&summary->total);
	summary->updates = engine->writer.updates;
	summary->late = engine->writer.late;
	summary->start = engine->start;
	summary->gapped = engine->writer.gapped;
	summary->host_hung = engine->writer.hung;
	summary->host_died = engine->writer.died && !summary->host_hung;
	memcpy(summary->update_kinds, engine->writer.kinds, sizeof(summary->update_kinds));
	free(engine->readers);
	free(engine);
	return result;
}
