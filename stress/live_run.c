/* Sets a live race up, lets the monitor run it, and adds up what the readers found. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "protocols/registry.h"
#include "stress/live_engine.h"
#include "stress/stamp.h"
#include "stress/tsc.h"
#include "stress/upset.h"

#define SKEW_MAX_US 100 /* more than that between two CPUs: the stamps say nothing */
#define TRIES 20
#define COMPARE_S 0.2 /* a shorter run says nothing about a rate */

/* A lane's time and the kernel's raw clock at the same moment. */
struct pair {
	const struct live_lane *lane;
	u64 ns, raw, apart;
};

static u64 clock_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (u64)now.tv_sec * 1000000000 + (u64)now.tv_nsec;
}

/* The lane's time now; not by its guest, which may wait for ever if the page stays odd. */
static bool time_now(const struct live_lane *lane, u64 *ns)
{
	struct live_snapshot snapshot;

	if (lane->kind == LIVE_CLOCK) {
		*ns = clock_ns(lane->clock);
		return true;
	}
	live_snapshot(lane, &snapshot);
	*ns = (u64)lane->format->time(snapshot.params, rdtsc_ordered()) * lane->format->unit_ns;
	return snapshot.good && snapshot.valid;
}

static bool take_pair(void *arg)
{
	struct pair *pair = arg;

	pair->apart = U64_MAX;
	for (unsigned int i = 0; i < TRIES; i++) {
		u64 before = clock_ns(CLOCK_MONOTONIC_RAW), value, after;

		if (!time_now(pair->lane, &value))
			break;
		after = clock_ns(CLOCK_MONOTONIC_RAW);
		if (after - before >= pair->apart)
			continue;
		pair->apart = after - before;
		pair->raw = before + pair->apart / 2;
		pair->ns = value;
	}
	return pair->apart != U64_MAX;
}

/* Whose rate is to be compared with the kernel's raw clock? */
static bool comparable(const struct live_lane *lane)
{
	if (lane->kind == LIVE_CLOCK)
		return !lane->coarse && !lane->settable;
	return lane->kind == LIVE_PAGE && !lane->host;
}

static void compare(struct pair *first, struct live_lane_summary *lane)
{
	struct pair last = {.lane = first->lane};

	if (first->apart == U64_MAX || !live_guarded(take_pair, &last) ||
	    (double)(last.raw - first->raw) < COMPARE_S * 1e9)
		return;
	lane->compared = true;
	lane->ppm =
		((double)(s64)(last.ns - first->ns) / (double)(last.raw - first->raw) - 1) * 1e6;
}

static bool skip(struct live_summary *summary, const char *why)
{
	snprintf(summary->why, sizeof(summary->why), "%s", why);
	return false;
}

/* Bound the skew between the first CPU and the others, if stamps of several are to be compared. */
static int measure(struct live_engine *engine, struct live_summary *summary)
{
	const struct live_options *options = engine->options;
	struct race_summary *race = &summary->race;

	race->tsc_hz = engine->tsc_hz = tsc_measure_hz();
	if (!engine->driven && engine->lanes[0].kind != LIVE_TSC_RDTSC)
		return 0;
	for (unsigned int i = 1; i < options->ncpus; i++) {
		s64 low = INT64_MIN, high = INT64_MAX;
		int error = tsc_measure_skew(options->cpus[0], options->cpus[i], &low, &high);

		if (error || low == INT64_MIN) {
			snprintf(summary->why, sizeof(summary->why),
				 "cannot measure the TSC skew to CPU %u: %s", options->cpus[i],
				 error ? strerror(error) : "no round was completed");
			return -1;
		}
		race->skew_low = low < race->skew_low ? low : race->skew_low;
		race->skew_high = high > race->skew_high ? high : race->skew_high;
	}
	race->margin = (u64)(-race->skew_low > race->skew_high ? -race->skew_low : race->skew_high);
	engine->margin = race->margin;
	if (engine->driven && race->margin > race->tsc_hz / 1000000 * SKEW_MAX_US) {
		skip(summary, "the CPUs' TSCs are too far apart for stamps to be compared");
		return RACE_SKIPPED;
	}
	return 0;
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
}

static void prepare(struct live_engine *engine)
{
	const struct live_options *options = engine->options;
	unsigned int first = engine->driven && options->ncpus > 1;

	for (unsigned int r = 0; r < engine->nreaders; r++) {
		struct live_reader *reader = &engine->readers[r];

		reader->engine = engine;
		reader->number = r;
		reader->cpu = options->cpus[first + r % (options->ncpus - first)];
		reader->tracks = &engine->tracks[r * engine->nlanes];
		for (unsigned int l = 0; l < engine->nlanes; l++)
			prepare_track(engine, r, l);
	}
	engine->writer.lanes = engine->lanes;
	engine->writer.nlanes = engine->nlanes;
	engine->writer.tsc_hz = engine->tsc_hz;
	engine->writer.random = options->seed;
}

static int start(struct live_engine *engine)
{
	int error = 0;

	for (unsigned int i = 0; i < engine->nreaders && !error; i++) {
		error = pthread_create(&engine->readers[i].thread, NULL, live_reader_main,
				       &engine->readers[i]);
		engine->readers[i].created = !error;
	}
	if (error)
		return error;
	if (engine->driven)
		return pthread_create(&engine->writer_thread, NULL, live_writer_main, engine);
	for (unsigned int i = 0; i < engine->nreaders; i++)
		while (!atomic_load(&engine->readers[i].ready))
			usleep(1000);
	engine->start = rdtsc_ordered();
	atomic_store(&engine->go, true);
	return 0;
}

static int race(struct live_engine *engine, struct live_summary *summary)
{
	sigset_t asynchronous, before;
	u64 begin = upset_now();
	int error, result = 0;

	sigemptyset(&asynchronous);
	sigaddset(&asynchronous, SIGINT);
	sigaddset(&asynchronous, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &asynchronous, &before); /* the threads inherit it */
	error = start(engine);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (error) {
		atomic_store(&engine->stop, true);
		engine->driven = false;
	} else {
		result = live_monitor(engine, summary);
	}
	if (result) { /* threads still run on what would be freed */
		fprintf(stderr, "warpage: a thread did not end when asked to; giving up\n");
		_Exit(2);
	}
	for (unsigned int i = 0; i < engine->nreaders; i++)
		if (engine->readers[i].created)
			pthread_join(engine->readers[i].thread, NULL);
	if (engine->driven)
		pthread_join(engine->writer_thread, NULL);
	summary->race.seconds = (double)(upset_now() - begin) / 1e9;
	for (unsigned int i = 0; i < engine->nreaders; i++)
		error = error ? error : engine->readers[i].error;
	if (error)
		snprintf(summary->why, sizeof(summary->why), "cannot run the threads: %s",
			 strerror(error));
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

	if (!before->lane || !live_guarded(glance_at, &now))
		return 0;
	return (now.sequence - before->sequence) / before->lane->step;
}

/* With threads that have ended, or none. */
static int run_lanes(struct live_engine *engine, struct live_summary *summary)
{
	struct glance glance = {.lane = NULL};
	struct pair pairs[LIVE_LANES_MAX];
	int result;

	if (summary->has_page && !engine->driven) {
		glance.lane = &engine->lanes[0];
		live_guarded(glance_at, &glance);
	}

	for (unsigned int l = 0; l < engine->nlanes; l++) {
		pairs[l] = (struct pair){.lane = &engine->lanes[l], .apart = U64_MAX};
		if (comparable(&engine->lanes[l]))
			live_guarded(take_pair, &pairs[l]);
	}
	result = race(engine, summary);
	if (result)
		return result;
	live_sum_up(engine, summary);
	summary->race.total.counts.updates += updates_since(&glance);
	for (unsigned int l = 0; l < engine->nlanes; l++)
		compare(&pairs[l], &summary->lanes[l]);
	return 0;
}

static int run_opened(struct live_engine *engine, struct live_summary *summary)
{
	const struct live_options *options = engine->options;
	size_t readers, tracks;
	int result;

	engine->driven = summary->driven = engine->lanes[0].host != NULL;
	summary->has_page = engine->lanes[0].kind == LIVE_PAGE;
	engine->nreaders = options->readers;
	if (!engine->nreaders)
		engine->nreaders = options->ncpus - (engine->driven && options->ncpus > 1 ? 1 : 0);
	summary->race.readers = engine->nreaders;
	for (unsigned int l = 0; l < engine->nlanes; l++)
		if (options->guest)
			engine->lanes[l].guest = options->guest;
	result = measure(engine, summary);
	if (result)
		return result;
	readers = engine->nreaders * sizeof(*engine->readers);
	tracks = (size_t)engine->nreaders * engine->nlanes * sizeof(*engine->tracks);
	engine->readers = zeroed(readers);
	engine->tracks = zeroed(tracks);
	if (engine->readers && engine->tracks) {
		prepare(engine);
		result = run_lanes(engine, summary);
	} else {
		skip(summary, "out of memory: give fewer --readers or --cpus");
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
	const char *problem = tsc_problem();
	struct live_engine *engine;
	void *state = NULL;
	char why[LIVE_WHY];
	int result = RACE_SKIPPED;

	memset(summary, 0, sizeof(*summary));
	if (problem) {
		skip(summary, problem);
		return RACE_SKIPPED;
	}
	engine = zeroed(sizeof(*engine));
	if (!engine) {
		skip(summary, "out of memory");
		return -1;
	}
	engine->options = options;
	live_guard_install(true);
	engine->nlanes =
		live_source_open(source, options->vcpus, engine->lanes, &state, why, sizeof(why));
	if (!engine->nlanes)
		skip(summary, why);
	else
		result = run_opened(engine, summary);
	if (source->close)
		source->close(state);
	live_guard_install(false);
	munmap(engine, sizeof(*engine));
	return result;
}
