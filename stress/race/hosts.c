/*
 * Two hosts on one page, each a thread of its own: they make the updates side by side, and whichever is free makes the
 * next one.
 *
 * An update is given out, planned as what follows the one given out before it and entered into the log, where the
 * host first looks at what it is to publish: under its lock, if it has one. For that it runs the build that pauses,
 * whose loads call gap_load(). Without that build, or where the pages of all vCPUs come in one call, it is given out
 * before the call, and which of two updates that overlap came later is not known: the judges are told.
 */
#include "stress/race/engine.h"

#include <sched.h>
#include <stdio.h>

#include "choice/choice.h"
#include "clock/sequence.h"
#include "stress/cpu/stamp.h"

#define ALLOWANCE 4000u /* ticks from an anchor to the update's end, without its pauses */
#define STORES_USUAL 8	/* of an update; the later ones' pauses are not allowed for */
#define JITTER 1024	/* ticks between two updates of a host without a pace */
#define SPREAD 500000	/* parts of a second by which two hosts miss a target */
#define LINE 64		/* bytes */

bool hosts_are_early(const struct race_options *options)
{
	return options->hosts > 1 && (!options->gapped_host || options->host->publish_all);
}

bool hosts_fit(const struct race_options *options, char *why, size_t size)
{
	const char *what = options->host->own_params ? "computes its own parameters"
			   : options->freeze	     ? "is to stop the readers"
			   : options->schedule	     ? "plays a schedule"
						     : NULL;

	if (options->hosts <= 1)
		return true;
	if (what)
		snprintf(why, size, "a host that %s is raced alone, not with another one beside it",
			 what);
	else if (options->shares || options->vcpus > 1)
		snprintf(why, size,
			 "a guest that %s is raced with one host: what two make of that is for "
			 "verify",
			 options->shares ? "keeps memory over reads" : "asks which vCPU it is on");
	else
		return true;
	return false;
}

bool hosts_publish(const struct engine *engine)
{
	for (unsigned int i = 0; i < engine->hosts.n; i++)
		if (atomic_load(&engine->hosts.sides[i].calls) & 1)
			return true;
	return atomic_load(&engine->writer.publishing);
}

/* What it plans with changes hands: until resume() it is not broken off. */
static void take(struct side *side)
{
	atomic_store(&side->runner->guard.batch, 2);
	pthread_mutex_lock(&side->engine->hosts.lock);
}

static void give(struct side *side)
{
	pthread_mutex_unlock(&side->engine->hosts.lock);
	atomic_store(&side->runner->guard.batch, 1);
}

/* By how many numbers is the oldest update that is not complete before this one? */
static u64 beside(const struct hosts *hosts, u64 number)
{
	u64 most = 0;

	for (unsigned int i = 0; i < hosts->n; i++)
		if (hosts->open[i] && number - hosts->open[i] > most)
			most = number - hosts->open[i];
	return most;
}

/* What follows the newest generation, as the next entry of the log; that it will take so long is allowed for. */
static void plan_entry(struct side *side, u64 allowance, struct log_entry *entry)
{
	struct hosts *hosts = &side->engine->hosts;
	struct plan *plan = &side->engine->writer.plan;
	u64 start = rdtsc(), previous = hosts->last.anchor, took;
	const struct generation *generation;
	struct update update = {.dies_after = -1};

	plan_choose(plan, start, &update);
	entry->anchor = start + hosts->planning;
	generation = plan_next(plan, entry->anchor, entry->anchor, allowance, true, &update);
	entry->number = hosts->last.number + 1;
	entry->settled = entry->anchor + allowance;
	entry->hold = entry->anchor - previous;
	entry->back = hosts->last.back;
	turn_enter(entry, plan, &update, generation);
	took = rdtsc() - start;
	if (took > 4 * hosts->planning) /* a preemption tells nothing */
		took = 4 * hosts->planning;
	hosts->planning += took / 8;
	hosts->planning -= hosts->planning / 9;
}

/* The parameters are there, in no cache if readers may aim: as in turn_place_params(). */
static void place(struct side *side, const u8 *params)
{
	u8 *middle = side->params + sizeof(side->params) / 2;

	memcpy(side->at, params, WARPAGE_PARAMS_MAX);
	if (side->engine->options->aim && choice_draw(&side->random, 2)) {
		__builtin_ia32_clflush(middle - LINE);
		__builtin_ia32_clflush(middle);
		smp_mb();
	}
}

static void hand_over(void *arg)
{
	struct side *side = arg;
	struct engine *engine = side->engine;
	struct hosts *hosts = &engine->hosts;
	struct log_entry *entry = &side->entry;
	u64 meet;

	if (side->handed)
		return;
	side->handed = true;
	take(side);
	side->planned = hosts->planning;
	plan_entry(side, ALLOWANCE + 2 * side->planned + gap_total(&side->update, STORES_USUAL),
		   entry);
	place(side, entry->params);
	entry->beside = beside(hosts, entry->number);
	hosts->open[side->number] = entry->number;
	hosts->last = *entry;
	for (meet = entry->anchor + 2 * engine->skews.margin; rdtsc() < meet;)
		cpu_relax();
	entry->begin = rdtsc_ordered();
	hostlog_open(&engine->log, entry);
	give(side);
}

/* Its stores are visible to all; only then the closing stamp. */
static void complete(struct side *side)
{
	struct engine *engine = side->engine;
	u32 cpu;

	smp_mb();
	take(side);
	side->entry.valid = LOG_VALID_SOME; /* the other one may be at it */
	side->entry.end = stamp_on(engine->skews.rdtscp, &cpu);
	if (cpu != (side->runner->cpu & STAMP_CPUS)) {
		engine->writer.moved_off = side->runner->cpu;
		atomic_store(&engine->writer.moved, true);
	}
	hostlog_close(&engine->log, &side->entry);
	engine->hosts.open[side->number] = 0;
	give(side);
}

/*
 * It knows of its update before it may look. Those who plan one after the other would publish one after the other: so it
 * waits for as long as the other one may be planning.
 */
static void linger(struct side *side)
{
	u64 until = rdtsc() + choice_draw(&side->random, 2 * side->planned + 1);

	while (rdtsc() < until)
		cpu_relax();
}

static void publish(struct side *side)
{
	struct engine *engine = side->engine;
	const struct race_options *options = engine->options;
	const struct side *other = &engine->hosts.sides[!side->number];
	u64 calls = atomic_load(&side->calls), met;

	side->handed = false;
	side->entry.sequence = sequence_get(options->format, engine->page);
	side->at =
		side->params + sizeof(side->params) / 2 - 8 * (1 + choice_draw(&side->random, 2));
	if (hosts_are_early(options)) {
		hand_over(side);
		linger(side);
	}
	atomic_store(&side->calls, calls + 1);
	atomic_store(&side->idle, JUDGE_BUSY);
	met = atomic_load(&other->calls);
	gap_use(options->gapped_host ? &side->gap : NULL);
	pages_publish(engine, options->gapped_host ? options->gapped_host : options->host,
		      side->at);
	gap_use(NULL);
	hand_over(side); /* it has not looked */
	complete(side);
	if (met & 1 || atomic_load(&other->calls) != met)
		judge_add(&side->counts.beside, 1);
	atomic_store(&side->idle, side->entry.end);
	atomic_store(&side->calls, calls + 2);
}

static void count(struct side *side, bool gapped)
{
	struct race_counts *counts = &side->counts;

	judge_add(&counts->kinds[side->entry.kind], 1);
	judge_add(&counts->updates, 1);
	judge_add(&counts->gapped, gapped);
	judge_add(&counts->late, side->entry.end > side->entry.settled);
	judge_add(&counts->entangled, side->entry.beside != 0);
}

/* With a pace both hosts come to the same target, and miss it by a little. */
static u64 next_start(struct side *side)
{
	const struct engine *engine = side->engine;
	u64 now = rdtsc();

	if (!engine->period)
		return now + choice_draw(&side->random, JITTER);
	return engine_target(engine, engine_next_target(engine, now)) +
	       choice_draw(&side->random, engine->tsc_hz / SPREAD);
}

static void play(struct side *side)
{
	struct engine *engine = side->engine;

	while (!atomic_load_explicit(&engine->stop, memory_order_relaxed)) {
		u64 start = next_start(side), now = rdtsc();
		bool gapped;

		if (start > now)
			gap_wait(&side->gap, start - now);
		if (atomic_load_explicit(&engine->stop, memory_order_relaxed))
			break;
		side->update = (struct update){.dies_after = -1};
		gapped = engine->options->gapped_host && choice_draw(&side->random, 8);
		if (gapped)
			gap_draw_update(&side->random, engine->tsc_hz, &side->update);
		publish(side);
		count(side, gapped);
	}
}

static void begin(struct side *side)
{
	struct engine *engine = side->engine;

	if (side->number) {
		while (!atomic_load(&engine->go) && !atomic_load(&engine->stop))
			sched_yield();
		return;
	}
	for (unsigned int i = 0; i < engine->nreaders; i++)
		while (!atomic_load(&engine->readers[i].runner.ready))
			sched_yield();
	writer_begin(engine);
}

static void host_main(void *arg)
{
	struct side *side = arg;
	struct engine *engine = side->engine;
	struct guard *guard = &side->runner->guard;

	switch (sigsetjmp(guard->home, 1)) {
	case 0:
		begin(side);
		atomic_store(&guard->batch, 1); /* it may be broken off */
		play(side);
		break;
	case GUARD_ILLEGAL:
		engine_lacks(engine);
		break;
	}
	atomic_store(&guard->batch, 2);
	gap_use(NULL);
	atomic_store(&side->calls, (atomic_load(&side->calls) + 1) & ~(u64)1);
}

void hosts_join(struct engine *engine)
{
	const struct race_options *options = engine->options;
	struct hosts *hosts = &engine->hosts;

	hosts->n = options->hosts;
	hosts->planning = 1000;
	pthread_mutex_init(&hosts->lock, NULL);
	hosts->rest.page = engine->page;
	for (unsigned int i = 0; i < hosts->n; i++) {
		struct side *side = &hosts->sides[i];
		u64 state = options->seed + RACE_READERS_MAX + i;

		hosts->rest.idle[i] = &side->idle;
		side->engine = engine;
		side->number = i;
		side->random = choice_number(&state);
		side->runner = i ? &hosts->second : &engine->writer.runner;
		side->runner->host = true;
		snprintf(side->runner->name, sizeof(side->runner->name), "host %u", i);
		side->gap = engine->writer.gap;
		side->gap.yield |= i && options->ncpus <= hosts->n;
		side->gap.update = &side->update;
		if (!hosts_are_early(options)) {
			side->gap.params = side->params;
			side->gap.look = hand_over;
			side->gap.arg = side;
		}
		crew_add(&engine->crew, side->runner, options->cpus[i && options->ncpus > 1],
			 host_main, side);
	}
}

void hosts_counts(const struct engine *engine, struct race_counts *counts)
{
	for (unsigned int i = 0; i < engine->hosts.n; i++)
		race_counts_add(counts, &engine->hosts.sides[i].counts);
}
