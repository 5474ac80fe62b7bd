/* Sets a race up, lets the monitor run it, and adds up what the readers found. */
#define _GNU_SOURCE
#include "stress/race/race.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "choice/choice.h"
#include "clock/format_check.h"
#include "clock/result.h"
#include "clock/sequence.h"
#include "stress/race/engine.h"

#define AIM_PACE_MAX 50000 /* updates per second that leave time to wait for each of them */

bool race_aims(const struct race_options *options)
{
	return options->aim && options->pace > 0 && options->pace <= AIM_PACE_MAX &&
	       !options->schedule && !options->freeze && options->ncpus > 1 && options->hosts <= 1;
}

unsigned int race_readers(const struct race_options *options)
{
	/* with nobody to share with nothing is shown */
	unsigned int least = options->shares || options->vcpus > 1 ? 2 : 1;
	unsigned int hosts = options->hosts > 1 ? options->hosts : 1;
	unsigned int n = options->ncpus >= least + hosts ? options->ncpus - hosts : least;

	if (options->readers)
		return options->readers;
	return options->vcpus > 1 && n > VCPUS_MAX ? VCPUS_MAX : n;
}

unsigned int race_cpu(const struct race_options *options, unsigned int reader)
{
	unsigned int hosts = options->hosts > 1 ? options->hosts : 1;
	unsigned int first = options->ncpus > hosts ? hosts : options->ncpus - 1;

	return options->cpus[first + reader % (options->ncpus - first)];
}

/* Bound the skew between the host's CPU and the others; returns 0, RACE_SKIPPED or -1. */
static int measure(struct engine *engine, const struct race_options *options,
		   struct race_summary *summary)
{
	struct tsc_skews *skews = &engine->skews;

	skews->cpus = options->cpus;
	skews->n = summary->readers + (options->hosts > 1 ? options->hosts : 1);
	if (skews->n > options->ncpus)
		skews->n = options->ncpus;
	skews->measure = options->measure_skew;
	skews->no_rdtscp = options->no_rdtscp;
	summary->tsc_hz = tsc_measure_hz();
	if (!tsc_skews_measure(skews, summary->tsc_hz, summary->reason, sizeof(summary->reason)))
		return skews->failed ? -1 : RACE_SKIPPED;
	summary->skew_low = skews->lowest;
	summary->skew_high = skews->highest;
	summary->margin = skews->margin;
	return 0;
}

static void prepare_reader(struct engine *engine, unsigned int i, struct race_summary *summary)
{
	const struct race_options *options = engine->options;
	struct reader *reader = &engine->readers[i];
	u64 state = options->seed + i;

	reader->engine = engine;
	reader->number = i;
	reader->random = choice_number(&state);
	snprintf(reader->runner.name, sizeof(reader->runner.name), "reader %u", i);
	crew_add(&engine->crew, &reader->runner, race_cpu(options, i), reader_main, reader);
	reader->fewest = UINT32_MAX;
	reader->aim.offset = AIM_FIRST;
	reader->aim.start = engine->aim ? 0 : U64_MAX;
	reader->gap = engine->writer.gap;
	reader->vcpu.vcpus = &engine->vcpus;
	reader->vcpu.freeze = &engine->freeze;
	reader->vcpu.moves = engine->migrates;
	reader->vcpu.number = i % engine->nvcpus;
	reader->vcpu.random = choice_number(&state);
	reader->gap.vcpu = options->vcpus > 1 ? &reader->vcpu : NULL;
	reader->ledger.ledger = &engine->ledger;
	reader->gap.ledger = engine->looks ? &reader->ledger : NULL;
	/* in a pause the others of its CPU are to run */
	reader->gap.yield |= options->shares && engine->nreaders >= options->ncpus;
	reader->gap.yield |= options->hosts > 1 && options->ncpus <= options->hosts;
	/* the second host's stamps are held against the first one's CPU, as the reader's are */
	judge_start(&reader->judge, options->format, &engine->log, options->host->own_params, i,
		    options->hosts > 1 ? 2 * summary->margin : summary->margin, &reader->tally);
	reader->judge.several = options->hosts > 1;
	reader->judge.early = hosts_are_early(options);
	reader->judge.rest = options->hosts > 1 ? &engine->hosts.rest : NULL;
	reader->judge.mailbox = &reader->mailbox;
	reader->judge.excuse = &engine->excuse;
	reader->judge.pages = engine->npages > 1 ? &engine->pages : NULL;
	reader->judge.shares = options->shares;
	reader->judge.written = options->writes ? engine->page : NULL;
	reader->judge.patient = options->schedule != NULL;
	reader->judge.keeps = &engine->keeps;
	reader->judge.unjudged = options->shares ? engine->unjudged : NULL;
	reader->judge.nreaders = engine->nreaders;
}

static int prepare(struct engine *engine, const struct race_options *options,
		   struct race_summary *summary)
{
	const struct format *format = options->format;
	struct plan *plan = &engine->writer.plan;
	struct gap *gap = &engine->writer.gap;
	const struct generation *first;

	engine->options = options;
	engine->migrates = options->vcpus > 1 && options->gapped_guest && !options->shares;
	engine->looks = options->writes && options->gapped_guest && options->gapped_host;
	engine->apart = engine->looks || result_count(format) > 1;
	/* each build has memory of its own; and what is not of the one that pauses nobody enters into the ledger */
	engine->hooked = engine->looks || (options->vcpus > 1 && options->gapped_guest);
	engine->guest = (options->shares && options->gapped_guest) || engine->hooked
				? options->gapped_guest
				: options->guest;
	atomic_store(&engine->excuse, options->calls.excuse ? RACE_EXCUSE_UNKNOWN : 0);
	engine->nreaders = summary->readers;
	if (!pages_fit(engine, summary->reason, sizeof(summary->reason)))
		return -1;
	summary->pages = engine->npages;
	engine->tsc_hz = summary->tsc_hz;
	engine->page = engine->room;
	if (options->pace > 0)
		engine->period = (u64)((double)engine->tsc_hz / options->pace);
	engine->aim = race_aims(options);
	first = plan_start(plan, format, options->host->own_params, options->seed, summary->tsc_hz,
			   rdtsc_ordered(), options->schedule);
	plan->shares = options->shares;
	if (!first) {
		snprintf(summary->reason, sizeof(summary->reason),
			 "the TSC is too small for clocks that can be told apart; wait a minute");
		return RACE_SKIPPED;
	}
	if (!pages_choose_tscs(engine, summary->reason, sizeof(summary->reason)))
		return -1;
	summary->tscs = 1u << engine->tscs;
	engine->page +=
		options->schedule
			? options->schedule->placement
			: format->placements[choice_draw(&plan->random, format->nplacements)];
	pages_encode(engine, first->params);
	for (unsigned int f = 0; f < format->nfields; f++)
		if (format->fields[f].role == FIELD_SEQUENCE)
			engine->sequence = engine->page + format->fields[f].offset;
	summary->sequence = engine_choose_sequence(engine);
	pages_begin_at(engine, summary->sequence);
	engine->pages = (struct judge_pages){engine->page, engine->npages, engine->stride,
					     &engine->vcpus, engine->tscs};
	gap->page = engine->page;
	gap->size = (size_t)(engine->npages - 1) * engine->stride + format->page_size;
	gap->stride = engine->npages > 1 ? engine->stride : 0;
	gap->sequence = engine->sequence;
	gap->tsc_hz = engine->tsc_hz;
	gap->stop = &engine->stop;
	gap->yield = options->ncpus == 1;
	gap->shares = options->shares;
	engine->ledger.page = engine->page;
	engine->ledger.size = gap->size;
	engine->writer.ledger.ledger = &engine->ledger;
	gap->ledger = engine->looks ? &engine->writer.ledger : NULL;
	/* readers first, so that the host knows all whom a freeze must reach */
	for (unsigned int i = 0; i < engine->nreaders; i++)
		prepare_reader(engine, i, summary);
	if (options->hosts > 1) {
		hosts_join(engine);
		return 0;
	}
	engine->writer.runner.host = true;
	crew_add(&engine->crew, &engine->writer.runner, options->cpus[0], writer_main, engine);
	return 0;
}

/* The threads are gone: what is the sum? */
static void sum_up(struct engine *engine, struct monitor *monitor, struct race_summary *summary)
{
	struct writer *writer = &engine->writer;

	for (unsigned int i = 0; i < summary->readers; i++) {
		race_tally_add(&summary->total, &engine->readers[i].tally);
		summary->abandoned += engine->readers[i].abandoned;
	}
	race_counts_add(&summary->total.counts, &writer->counts);
	hosts_counts(engine, &summary->total.counts);
	monitor_settle(monitor, &summary->total);
	summary->moves = engine->crew.moves;
	summary->evicted = engine->crew.evicted;
	if (monitor->distrusted || summary->evicted)
		snprintf(summary->reason, sizeof(summary->reason), "%s", engine->crew.text);
	summary->start = engine->start;
	summary->inseparable = writer->plan.inseparable;
	summary->host_hung = writer->hung;
	summary->host_died = writer->died && !summary->host_hung;
}

/* What was found before stands. */
static int lacks(struct race_summary *summary)
{
	snprintf(summary->reason, sizeof(summary->reason), "host or guest " GUARD_NO_INSTRUCTION);
	return race_violations(&summary->total.counts) ? 0 : RACE_SKIPPED;
}

static int race(struct engine *engine, struct race_summary *summary)
{
	struct monitor monitor = {.engine = engine};
	const volatile int *ask = engine->options->stop;
	u64 begin = upset_now();
	int error;

	upset_start(&monitor.machine, summary->tsc_hz);
	monitor_join(&monitor);
	freeze_install(engine);
	error = crew_run(&engine->crew);
	freeze_install(NULL);
	summary->seconds = (double)(upset_now() - begin) / 1e9;
	summary->interrupted = ask && *ask;
	if (error) {
		crew_problem(error, summary->reason, sizeof(summary->reason));
		return -1;
	}
	sum_up(engine, &monitor, summary);
	return atomic_load(&engine->lacking) ? lacks(summary) : 0;
}

static int measure_and_race(const struct race_options *options, struct race_summary *summary)
{
	struct engine *engine = aligned_alloc(4096, (sizeof(*engine) + 4095) / 4096 * 4096);
	int result;

	if (engine) {
		memset(engine, 0, sizeof(*engine));
		engine->readers = aligned_alloc(64, summary->readers * sizeof(struct reader));
		engine->unjudged = aligned_alloc(64, summary->readers * sizeof(struct unjudged));
	}
	if (!engine || !engine->readers || !engine->unjudged) {
		snprintf(summary->reason, sizeof(summary->reason), "out of memory");
		if (engine) {
			free(engine->readers);
			free(engine->unjudged);
		}
		free(engine);
		return -1;
	}
	memset(engine->readers, 0, summary->readers * sizeof(struct reader));
	memset(engine->unjudged, 0, summary->readers * sizeof(struct unjudged));
	result = measure(engine, options, summary);
	if (!result)
		result = prepare(engine, options, summary);
	if (!result)
		result = race(engine, summary);
	free(engine->unjudged);
	free(engine->readers);
	free(engine);
	return result;
}

int race_run(const struct race_options *options, struct race_summary *summary)
{
	memset(summary, 0, sizeof(*summary));
	if (!format_check(options->format, summary->reason, sizeof(summary->reason)))
		return -1;
	if (options->format->still) {
		snprintf(summary->reason, sizeof(summary->reason),
			 "a clock that stands between updates is not raced: use verify or search");
		return -1;
	}
	if (options->shares && result_count(options->format) > 1) {
		snprintf(summary->reason, sizeof(summary->reason),
			 "a guest that keeps memory over reads which return %u numbers: what it "
			 "may keep of each is not judged in a race: use verify or search",
			 result_count(options->format));
		return -1;
	}
	if (!hosts_fit(options, summary->reason, sizeof(summary->reason)))
		return -1;
	summary->readers = race_readers(options);
	summary->hosts = options->hosts;
	summary->vcpus = options->vcpus > 1 ? summary->readers > 1 ? summary->readers : 2 : 0;
	summary->migrates = options->vcpus > 1 && !options->shares;
	summary->shares = options->shares;
	summary->writes = options->writes;
	summary->gapped = options->gapped_guest != NULL;
	return measure_and_race(options, summary);
}
