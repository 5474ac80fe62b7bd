/* Sets a live race up, lets the monitor run it, and adds up what the readers found. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "protocols/registry.h"
#include "stress/live/engine.h"
#include "stress/cpu/stamp.h"
#include "stress/cpu/tsc.h"
#include "stress/cpu/upset.h"

#define COMPARE_S 0.2 /* a shorter run says nothing about a rate */

static void say_why(struct live_summary *summary, const char *why)
{
	snprintf(summary->why, sizeof(summary->why), "%s", why);
}

/* May stamps of several CPUs be compared? A driven host can't be judged without. */
static int measure(struct live_engine *engine, struct live_summary *summary)
{
	struct race_summary *race = &summary->race;
	struct tsc_skews *skews = &engine->skews;

	race->tsc_hz = engine->tsc_hz = tsc_measure_hz();
	skews->cpus = engine->options->cpus;
	skews->n = engine->options->ncpus;
	skews->problem = engine->options->tsc_problem;
	skews->measure = engine->options->measure_skew;
	skews->no_rdtscp = engine->options->no_rdtscp;
	atomic_store(&engine->trusted, tsc_skews_measure(skews, engine->tsc_hz, summary->order_why,
							 sizeof(summary->order_why)));
	if (!atomic_load(&engine->trusted) && engine->driven) {
		say_why(summary, summary->order_why);
		return skews->failed ? -1 : RACE_SKIPPED;
	}
	for (unsigned int i = 1; i < skews->n; i++) {
		s64 low = skews->low[i], high = skews->high[i];
		s64 proven = low > 0 ? low : high < 0 ? high : 0;

		if (llabs(proven) > llabs(summary->proven)) {
			summary->proven = proven;
			summary->proven_cpu = skews->cpus[i];
		}
	}
	race->skew_low = skews->lowest;
	race->skew_high = skews->highest;
	race->margin = engine->margin = skews->margin;
	return 0;
}

/* The bare TSC: are the TSCs as far apart as they were? */
static void measure_again(struct live_engine *engine, struct live_summary *summary)
{
	enum tsc_again again;
	char why[LIVE_WHY];

	if (engine->lanes[0].kind != LIVE_TSC_RDTSC || !atomic_load(&engine->trusted) ||
	    engine->options->ncpus < 2)
		return;
	again = live_trust_again(engine, false, &summary->again_low, &summary->again_high, why,
				 sizeof(why));
	summary->again = again != TSC_AGAIN_UNKNOWN;
	summary->drifted = again == TSC_AGAIN_OTHER;
	if (again != TSC_AGAIN_SAME && !summary->race.evicted)
		say_why(summary, why);
}

static void *zeroed(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

static void prepare_track(struct live_engine *engine, unsigned int reader, unsigned int l)
{
	struct live_track *track = &engine->tracks[reader * engine->nlanes + l];
	const struct live_lane *lane = &engine->lanes[l];

	track->lane = lane;
	track->reader = reader;
	if (!lane->log)
		return;
	judge_start(&track->judge, lane->format, lane->log, true, reader, engine->margin,
		    &track->tally);
	judge_start(&track->control, lane->format, lane->log, true, reader, engine->margin,
		    &track->control_tally);
	track->judge.mailbox = &track->mailbox;
	track->judge.excuse = &engine->excuse;
}

static void prepare(struct live_engine *engine)
{
	const struct live_options *options = engine->options;
	unsigned int first = engine->driven && options->ncpus > 1;

	atomic_store(&engine->excuse, options->calls.excuse ? RACE_EXCUSE_UNKNOWN : 0);
	for (unsigned int r = 0; r < engine->nreaders; r++) {
		struct live_reader *reader = &engine->readers[r];

		reader->engine = engine;
		reader->number = r;
		reader->where = first + r % (options->ncpus - first);
		snprintf(reader->runner.name, sizeof(reader->runner.name), "reader %u", r);
		crew_add(&engine->crew, &reader->runner, options->cpus[reader->where],
			 live_reader_main, reader);
		reader->tracks = &engine->tracks[r * engine->nlanes];
		for (unsigned int l = 0; l < engine->nlanes; l++)
			prepare_track(engine, r, l);
	}
	for (unsigned int l = 0; l < engine->nlanes && engine->driven; l++)
		engine->tracks[engine->nreaders * engine->nlanes + l].lane = &engine->lanes[l];
	engine->writer.lanes = engine->lanes;
	engine->writer.tracks = &engine->tracks[engine->nreaders * engine->nlanes];
	engine->writer.nlanes = engine->nlanes;
	engine->writer.tsc_hz = engine->tsc_hz;
	engine->writer.margin = engine->margin;
	engine->writer.rdtscp = engine->skews.rdtscp;
	engine->writer.random = options->seed;
	if (!engine->driven)
		return;
	engine->writer.runner.host = true;
	snprintf(engine->writer.runner.name, sizeof(engine->writer.runner.name), "the host");
	crew_add(&engine->crew, &engine->writer.runner, options->cpus[0], live_writer_main, engine);
}

static int race(struct live_engine *engine, struct live_summary *summary)
{
	u64 begin = upset_now();
	int error = live_monitor(engine, summary);

	summary->race.seconds = (double)(upset_now() - begin) / 1e9;
	if (error)
		crew_problem(error, summary->why, sizeof(summary->why));
	else if (engine->writer_error)
		snprintf(summary->why, sizeof(summary->why), "the host did not publish: %s",
			 strerror(engine->writer_error));
	return error || engine->writer_error ? -1 : 0;
}

struct glance {
	const struct live_lane *lane;
	u32 sequence;
};

static bool glance_at(void *arg)
{
	struct glance *glance = arg;

	glance->sequence = READ_ONCE(*glance->lane->sequence);
	return true;
}

/* How often a page was updated by a host that nobody drives. */
static u64 updates_since(const struct glance *before)
{
	struct glance now = {.lane = before->lane};

	if (!before->lane || !guarded(glance_at, &now))
		return 0;
	if (before->lane->step == 1 && (!now.sequence || !before->sequence))
		return now.sequence != before->sequence; /* it begins anew after it was invalid */
	return (now.sequence - before->sequence) / before->lane->step;
}

/* Whose rate is to be compared with the kernel's raw clock? */
static bool comparable(const struct live_lane *lane)
{
	if (lane->kind == LIVE_CLOCK)
		return !lane->coarse && !lane->settable;
	return lane->kind == LIVE_PAGE;
}

/* By how many ns the clock that the page now has goes on from one TSC to another. */
static bool page_growth(const struct live_lane *lane, u64 from, u64 to, u64 *ns)
{
	struct live_snapshot snapshot;

	live_snapshot(lane, &snapshot);
	*ns = (u64)(lane->format->time(snapshot.params, to) -
		    lane->format->time(snapshot.params, from)) *
	      lane->format->unit_ns;
	return snapshot.good && snapshot.valid;
}

/* Note where a lane and the raw clock are, and later how fast the one ran by the other. */
static void agree_start(const struct live_lane *lane, struct live_pair *pair)
{
	*pair = (struct live_pair){.lane = lane, .apart = U64_MAX};
	if (comparable(lane))
		guarded(live_pair_take, pair);
}

static void agree_end(const struct live_pair *first, struct live_lane_summary *lane)
{
	struct live_pair last = {.lane = first->lane};
	u64 grown;

	if (first->apart == U64_MAX || !guarded(live_pair_take, &last) ||
	    (double)(last.raw - first->raw) < COMPARE_S * 1e9)
		return;
	grown = last.ns - first->ns;
	if (first->lane->host && !page_growth(first->lane, first->ns, last.ns, &grown))
		return;
	lane->compared = true;
	lane->ppm = live_pair_ppm(first, &last, grown);
}

static bool is_lacking(const struct live_engine *engine)
{
	bool lacking = false;

	for (unsigned int r = 0; r < engine->nreaders; r++)
		lacking |= engine->readers[r].lacking;
	return lacking;
}

/* With threads that have ended, or none. */
static int run_lanes(struct live_engine *engine, struct live_summary *summary)
{
	struct glance glance = {.lane = NULL};
	struct live_pair pairs[LIVE_LANES_MAX];
	int result;

	if (summary->has_page && !engine->driven) {
		glance.lane = &engine->lanes[0];
		guarded(glance_at, &glance);
	}

	for (unsigned int l = 0; l < engine->nlanes; l++)
		agree_start(&engine->lanes[l], &pairs[l]);
	result = race(engine, summary);
	live_sum_up(engine, summary); /* what was found stands, also if the race failed */
	if (!result && is_lacking(engine) && !race_violations(&summary->race.total.counts))
		result = RACE_SKIPPED;
	if (result)
		return result;
	summary->race.total.counts.updates += updates_since(&glance);
	for (unsigned int l = 0; l < engine->nlanes; l++)
		agree_end(&pairs[l], &summary->lanes[l]);
	measure_again(engine, summary);
	return 0;
}

static int run_opened(struct live_engine *engine, struct live_summary *summary)
{
	const struct live_options *options = engine->options;
	size_t readers, tracks;
	unsigned int cpus;
	int result;

	engine->driven = summary->driven = engine->lanes[0].host != NULL;
	summary->has_page = engine->lanes[0].kind == LIVE_PAGE;
	cpus = options->ncpus - (engine->driven && options->ncpus > 1);
	engine->nreaders = options->readers;
	if (!engine->nreaders)
		engine->nreaders = cpus;
	summary->reader_cpus = engine->nreaders < cpus ? engine->nreaders : cpus;
	summary->race.readers = engine->nreaders;
	for (unsigned int l = 0; l < engine->nlanes; l++)
		if (options->guest) {
			engine->lanes[l].guest = options->guest;
			engine->lanes[l].asks = options->asks;
		}
	result = measure(engine, summary);
	if (result)
		return result;
	readers = engine->nreaders * sizeof(*engine->readers);
	engine->ntracks = (engine->nreaders + engine->driven) * engine->nlanes;
	tracks = engine->ntracks * sizeof(*engine->tracks);
	engine->readers = zeroed(readers);
	engine->tracks = zeroed(tracks);
	if (engine->readers && engine->tracks) {
		prepare(engine);
		result = run_lanes(engine, summary);
	} else {
		say_why(summary, "out of memory: give fewer --readers or --cpus");
		result = -1;
	}
	if (engine->readers)
		munmap(engine->readers, readers);
	if (engine->tracks)
		munmap(engine->tracks, tracks);
	return result;
}

int live_run(const struct live_options *options, struct live_summary *summary)
{
	const struct live_source *source = options->source;
	struct live_engine *engine;
	struct live_opening opening = {
		.vcpus = options->vcpus, .why = summary->why, .size = sizeof(summary->why)};
	int result = RACE_SKIPPED;

	if (options->guest && options->asks)
		opening.stride = options->guest->stride;
	memset(summary, 0, sizeof(*summary));
	engine = zeroed(sizeof(*engine));
	if (!engine) {
		say_why(summary, "out of memory");
		return -1;
	}
	engine->options = options;
	guard_install(true);
	opening.lanes = engine->lanes;
	engine->nlanes = live_source_open(source, &opening);
	if (engine->nlanes) {
		summary->why[0] = '\0';
		summary->left_out = opening.left_out;
		result = run_opened(engine, summary);
	}
	if (source->close)
		source->close(opening.state);
	guard_remove();
	munmap(engine, sizeof(*engine));
	return result;
}
