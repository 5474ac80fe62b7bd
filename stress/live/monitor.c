/*
 * The thread that watches a live race: ends it in time, breaks off reads that do not return, and
 * passes on what the readers find when it has waited long enough to stand.
 */
#define _GNU_SOURCE
#include <stdio.h>

#include "stress/live/watch.h"

#define TICK_NS 10000000ull
#define PROGRESS_NS 200000000ull
#define MACHINE_TICKS 10
#define MOVES_NS 1000000000ull /* between two notices of threads that were moved */
#define STUCK_WALL_NS 1000000000ull
#define STUCK_CPU_NS 500000000ull
#define STUCK_NUDGES 5
#define GRACE_NS 2000000000ull	   /* after the end, for reads that are stuck or starved */
#define PATIENCE_NS 20000000000ull /* after the end, for threads that do not even answer */

u32 live_find_excuse(struct live_engine *engine, bool wait)
{
	const struct race_calls *calls = &engine->options->calls;
	u32 excuse = atomic_load(&engine->excuse);

	if (excuse != RACE_EXCUSE_UNKNOWN)
		return excuse;
	excuse = calls->excuse(calls->arg, wait);
	atomic_store(&engine->excuse, excuse);
	return excuse;
}

/* Can nothing take it back any more? At the end (all) that holds for whatever is still there. */
static bool is_sure(const struct live_watch *watch, const struct live_track *track, bool all)
{
	u64 age = watch->engine->tsc_hz / 1000000 * (LIVE_AROUND_NS / 1000);
	const struct mailbox *mailbox = &track->mailbox;
	const struct race_violation *violation = &mailbox->violation;
	unsigned int counter = live_stand_counter(violation);
	bool settled = !watch->engine->driven && !violation->by_stamps;

	if (violation->tentative) /* not yet counted as what it is */
		return violation->e < watch->measured_tsc &&
		       (all || rdtsc_ordered() - violation->e >= age);
	settled |= mailbox->number <= track->settled[counter].number;
	return settled && (all || mailbox->number <= track->older[counter].number);
}

/* Pass on what stands. */
static void empty_mailboxes(struct live_watch *watch, bool all)
{
	struct live_engine *engine = watch->engine;
	const struct race_calls *calls = &engine->options->calls;

	for (unsigned int i = 0; i < engine->ntracks; i++) {
		const struct live_lane *lane = &engine->lanes[i % engine->nlanes];
		struct live_track *track = &engine->tracks[i];
		struct mailbox *mailbox = &track->mailbox;
		bool rests_on_stamps;

		if (!atomic_load_explicit(&mailbox->full, memory_order_acquire))
			continue;
		if (mailbox->violation.tentative && mailbox->violation.late) {
			live_find_excuse(engine, false); /* told when it is known what it is */
			if (all || atomic_load(&engine->excuse) != RACE_EXCUSE_UNKNOWN)
				atomic_store_explicit(&mailbox->full, false, memory_order_release);
			continue;
		}
		rests_on_stamps = engine->driven || mailbox->violation.by_stamps;
		if (is_sure(watch, track, all)) {
			if (calls->violation)
				calls->violation(calls->arg, lane->name, lane->format,
						 &mailbox->violation);
		} else if (!rests_on_stamps || atomic_load(&engine->trust.good)) {
			continue;
		}
		atomic_store_explicit(&mailbox->full, false, memory_order_release);
	}
}

static u64 cpu_ns(const struct live_reader *reader)
{
	struct timespec time;
	clockid_t clock;

	if (pthread_getcpuclockid(reader->thread, &clock) || clock_gettime(clock, &time))
		return 0;
	return (u64)time.tv_sec * 1000000000 + (u64)time.tv_nsec;
}

/*
 * A reader that has been in one batch for long, and on its CPU, may still be on a machine that was
 * paused: it must also answer some signals, one by one, and not get on after any of them.
 */
static bool is_stuck(struct live_reader *reader, u64 now)
{
	u32 answers = atomic_load(&reader->guard.answers);

	if (now - reader->since < STUCK_WALL_NS || cpu_ns(reader) - reader->cpu_ns < STUCK_CPU_NS)
		return false;
	if (reader->nudges && answers == reader->answers)
		return false;
	reader->answers = answers;
	live_guard_nudge(reader->thread);
	return ++reader->nudges > STUCK_NUDGES;
}

static void watch_reader(struct live_reader *reader, u64 now, bool breaking)
{
	u64 batch = atomic_load(&reader->guard.batch);

	if (atomic_load(&reader->done))
		return;
	if (batch != reader->batch_was || !(batch & 1)) {
		reader->batch_was = batch;
		reader->since = now;
		reader->cpu_ns = cpu_ns(reader);
		reader->nudges = 0;
		atomic_store(&reader->proven, false);
		if (!breaking || !(batch & 1))
			return;
	}
	if (is_stuck(reader, now))
		atomic_store(&reader->proven, true);
	else if (!breaking)
		return;
	atomic_store(&reader->guard.leave, batch);
	live_guard_nudge(reader->thread);
}

static void counts_now(const struct live_engine *engine, struct race_counts *counts)
{
	memset(counts, 0, sizeof(*counts));
	race_counts_add(counts, &engine->writer.counts);
	for (unsigned int t = 0; t < engine->ntracks; t++) {
		const struct live_track *track = &engine->tracks[t];

		race_counts_add(counts, &track->tally.counts);
		for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++)
			counts->found[kind] -= track->taken[kind];
		counts->found[VIOLATION_BACKWARDS] += live_stand_count(track, LIVE_SUSPECTS);
	}
}

static void show(struct live_watch *watch, u64 start, u64 now)
{
	const struct race_calls *calls = &watch->engine->options->calls;
	struct race_counts counts;

	if (!calls->progress || now - watch->shown < PROGRESS_NS)
		return;
	watch->shown = now;
	counts_now(watch->engine, &counts);
	calls->progress(calls->arg, (double)(now - start) / 1e9, &counts);
}

static void tell(struct live_watch *watch, const char *what)
{
	const struct race_calls *calls = &watch->engine->options->calls;

	if (calls->notice)
		calls->notice(calls->arg, what, watch->text);
}

static void evict(struct live_watch *watch, unsigned int cpu)
{
	snprintf(watch->text, sizeof(watch->text),
		 "CPU %u, which a thread was on, is gone: the race is over", cpu);
	snprintf(watch->summary->why, sizeof(watch->summary->why), "%s", watch->text);
	watch->evicted = true;
	tell(watch, "cpus");
}

/*
 * Threads that somebody has moved go back by themselves; what readers read meanwhile is unjudged. One
 * that can't ends the race: the next one is made without its CPU.
 */
static void check_moves(struct live_watch *watch, u64 now)
{
	const struct live_engine *engine = watch->engine;

	watch->moves = atomic_load(&engine->writer.moves);
	if (atomic_load(&engine->writer.gone))
		evict(watch, engine->writer.cpu);
	for (unsigned int i = 0; i < engine->nreaders && !watch->evicted; i++) {
		watch->moves += atomic_load(&engine->readers[i].moves);
		if (atomic_load(&engine->readers[i].gone))
			evict(watch, engine->readers[i].cpu);
	}
	if (watch->evicted || watch->moves == watch->moves_told ||
	    (watch->told && now - watch->told < MOVES_NS))
		return;
	snprintf(watch->text, sizeof(watch->text),
		 "a thread was moved off its CPU, and is back; %llu such moves so far",
		 (unsigned long long)watch->moves);
	watch->moves_told = watch->moves;
	watch->told = now;
	tell(watch, "moved");
}

static bool all_done(struct live_engine *engine)
{
	for (unsigned int i = 0; i < engine->nreaders; i++)
		if (!atomic_load(&engine->readers[i].done))
			return false;
	return !engine->driven || atomic_load(&engine->writer_done);
}

static bool readers_done(struct live_engine *engine)
{
	for (unsigned int i = 0; i < engine->nreaders; i++)
		if (!atomic_load(&engine->readers[i].done))
			return false;
	return true;
}

static bool is_over(const struct live_watch *watch, u64 start, u64 now)
{
	const struct live_options *options = watch->engine->options;

	return *options->stop || watch->distrusted || watch->evicted ||
	       (options->seconds > 0 && (double)(now - start) >= options->seconds * 1e9);
}

int live_monitor(struct live_engine *engine, struct live_summary *summary)
{
	struct live_watch watch = {.engine = engine, .summary = summary};
	const struct timespec tick = {0, TICK_NS};
	u64 start = upset_now(), stopped = 0, now;

	live_watch_start(&watch);
	watch.shown = start;
	for (u64 ticks = 1; !all_done(engine); ticks++) {
		now = upset_now();
		if (!stopped && (is_over(&watch, start, now) || readers_done(engine) ||
				 atomic_load(&engine->stop))) {
			stopped = now;
			atomic_store(&engine->stop, true);
		}
		if (stopped && now - stopped > PATIENCE_NS)
			return -1;
		for (unsigned int i = 0; i < engine->nreaders; i++)
			watch_reader(&engine->readers[i], now, stopped && now - stopped > GRACE_NS);
		live_watch_look(&watch, ticks % MACHINE_TICKS == 0, false, now);
		empty_mailboxes(&watch, false);
		if (!stopped)
			check_moves(&watch, now);
		if (!stopped)
			show(&watch, start, now);
		nanosleep(&tick, NULL);
	}
	watch.told = 0; /* nothing is told later */
	if (!watch.evicted)
		check_moves(&watch, upset_now());
	live_watch_look(&watch, true, true, upset_now());
	empty_mailboxes(&watch, true);
	summary->race.evicted = watch.evicted;
	summary->race.moves = watch.moves;
	summary->race.interrupted = *engine->options->stop;
	return 0;
}
