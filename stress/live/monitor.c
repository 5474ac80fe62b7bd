/*
 * The thread that watches a live race: ends it in time, breaks off reads that do not return, and
 * passes on what the readers find when it has waited long enough to stand.
 */
#include <stdio.h>

#include "stress/live/engine.h"

#define MACHINE_TICKS 10
#define STUCK_NS 1000000000ull
#define GRACE_NS 2000000000ull	   /* after the end, for reads that are stuck or starved */
#define PATIENCE_NS 20000000000ull /* after the end, for threads that do not even answer */

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
			race_find_excuse(calls, &engine->excuse,
					 false); /* told when it is known what it is */
			if (all || atomic_load(&engine->excuse) != RACE_EXCUSE_UNKNOWN)
				atomic_store_explicit(&mailbox->full, false, memory_order_release);
			continue;
		}
		rests_on_stamps = engine->driven || mailbox->violation.by_stamps;
		if (is_sure(watch, track, all)) {
			if (calls->violation)
				calls->violation(calls->arg, lane->name, lane->format,
						 &mailbox->violation);
		} else if (!rests_on_stamps || atomic_load(&engine->trusted) ||
			   is_sure(watch, track, true)) {
			continue; /* it may stand yet */
		}
		atomic_store_explicit(&mailbox->full, false, memory_order_release);
	}
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

static void show(void *arg, double seconds)
{
	const struct live_watch *watch = arg;
	const struct race_calls *calls = &watch->engine->options->calls;
	struct race_counts counts;

	if (!calls->progress)
		return;
	counts_now(watch->engine, &counts);
	calls->progress(calls->arg, seconds, &counts);
}

static void tick(void *arg, u64 now)
{
	struct live_watch *watch = arg;

	live_watch_look(watch, watch->engine->crew.ticks % MACHINE_TICKS == 0, false, now);
	empty_mailboxes(watch, false);
}

int live_monitor(struct live_engine *engine, struct live_summary *summary)
{
	const struct live_options *options = engine->options;
	struct live_watch watch = {.engine = engine, .summary = summary};
	struct crew *crew = &engine->crew;
	int error;

	crew->stop = &engine->stop;
	crew->tick = tick;
	crew->progress = show;
	crew->arg = &watch;
	crew->notice = options->calls.notice;
	crew->notice_arg = options->calls.arg;
	crew->seconds = options->seconds;
	crew->ask = options->stop;
	crew->stuck = STUCK_NS;
	crew->grace = GRACE_NS;
	crew->patience = PATIENCE_NS;
	live_watch_start(&watch);
	error = crew_run(crew);
	live_watch_look(&watch, true, true, upset_now());
	empty_mailboxes(&watch, true);
	if (crew->evicted)
		snprintf(summary->why, sizeof(summary->why), "%s", crew->text);
	summary->race.evicted = crew->evicted;
	summary->race.moves = crew->moves;
	summary->race.interrupted = *options->stop;
	return error;
}
