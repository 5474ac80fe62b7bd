/*
 * A thread that reads live clocks: bursts of batches, judged when the burst is over so that what
 * is read next is not chosen by how long judging took. All readers read the same lane at the same
 * time, which the TSC tells them.
 *
 * A batch's last value is passed on to the others at once; theirs is taken before a batch begins.
 * After the burst it is held against what another thread has read meanwhile, by TSC stamps.
 */
#define _GNU_SOURCE
#include <sched.h>

#include "stress/live/engine.h"
#include "stress/cpu/stamp.h"

#define SLOT_PARTS 500	 /* of a second that a lane has its turn for */
#define BARE_EVERY 31	 /* bursts: one of so many is the bare loop, to compare with */
#define AWAY_TIMES 4	 /* so much longer than the quickest burst: it was interrupted */
#define AWAY_PARTS 10000 /* of a second: a batch that takes longer was interrupted */

/* A TSC can't be held against itself. */
static bool by_stamps(const struct live_lane *lane)
{
	return lane->kind == LIVE_PAGE || lane->kind == LIVE_CLOCK;
}

static void hand_over(struct live_track *track, const struct batch *batch)
{
	struct outcome now;

	for (unsigned int i = batch->n; i-- > 0;) {
		if (batch->fell_back >> i & 1)
			continue;
		now = live_outcome(track, batch, batch->values[i]);
		billboard_write(&track->board, &now);
		if (batch->cpu != RACE_MOVED && by_stamps(track->lane))
			live_ring_add(&track->ring,
				      &(struct live_mark){batch->stamps[1], batch->values[i],
							  track->epoch});
		return;
	}
}

/* Another reader, in turn; NULL if there is none. */
static const struct live_reader *peer_of(const struct live_reader *reader, u64 turn)
{
	const struct live_engine *engine = reader->engine;
	u64 other;

	if (engine->nreaders < 2)
		return NULL;
	other = turn % (engine->nreaders - 1);
	other += other >= reader->number;
	return &engine->readers[other];
}

static void read_burst(struct live_reader *reader, const struct live_lane *lane,
		       const struct guest *guest, struct live_versions *versions)
{
	struct live_track *track = &reader->tracks[reader->lane];
	const bool rdtscp = reader->engine->skews.rdtscp;
	u64 since = rdtsc();
	u64 number = atomic_load_explicit(&reader->runner.guard.batch, memory_order_relaxed);
	u32 cpus[2];

	for (unsigned int b = 0; b < LIVE_BURST; b++) {
		const struct live_reader *peer = peer_of(reader, number / 2 + b);
		struct batch *batch = &reader->batches[b];
		u32 first = versions->last;

		reader->peers[b].set = 0;
		if (peer)
			billboard_read(&peer->tracks[reader->lane].board, &reader->peers[b]);
		batch->n = RACE_BATCH;
		atomic_store_explicit(&reader->runner.guard.batch, number + 2 * b + 1,
				      memory_order_relaxed);
		batch->stamps[0] = stamp_on(rdtscp, &cpus[0]);
		live_fill(lane, guest, batch, versions);
		/* what this CPU has read of its own kernel's stores, the others can read by now */
		if (!lane->log)
			smp_mb();
		barrier();
		batch->stamps[1] = stamp_on(rdtscp, &cpus[1]);
		batch->cpu = reader->runner.cpu;
		if (unlikely(cpus[0] != (reader->runner.cpu & STAMP_CPUS) || cpus[1] != cpus[0])) {
			batch->cpu = RACE_MOVED;
			reader->away = true;
		}
		if (unlikely(first != versions->last))
			live_versions_batch(versions, lane, first,
					    batch->stamps[1] - since >
						    reader->engine->tsc_hz / AWAY_PARTS);
		since = batch->stamps[1];
		atomic_store_explicit(&reader->runner.guard.batch, number + 2 * b + 2,
				      memory_order_relaxed);
		if (!lane->log)
			hand_over(track, batch);
		if (lane->coarse)
			reader->fine[b] = clock_ns(lane->fine);
	}
}

static bool moved(const struct batch *batch, struct race_counts *counts)
{
	if (batch->cpu != RACE_MOVED)
		return false;
	judge_add(&counts->reads, batch->n);
	judge_add(&counts->unjudged[RACE_MIGRATED], batch->n);
	return true;
}

/*
 * What was opened in the log after a burst is not of the burst. So none of its batches needs to
 * wait for an update that is just being made, but for the one that the burst ended in.
 */
static void limit(struct judge *judge, const struct hostlog *log)
{
	smp_mb();
	judge->limit = hostlog_newest(log);
}

static void judge_logged(struct live_reader *reader, struct live_track *track)
{
	limit(&track->judge, track->lane->log);
	for (unsigned int b = 0; b < LIVE_BURST; b++) {
		struct batch *batch = &reader->batches[b];

		if (moved(batch, &track->tally.counts))
			continue;
		if (reader->peers[b].set)
			judge_add(&track->pairs, 1);
		judge_batch(&track->judge, batch, &reader->peers[b]);
	}
	if (track->judge.last.set)
		billboard_write(&track->board, &track->judge.last);
}

/*
 * Does the host promise that values of two CPUs are in order? Not that of a pvclock page without
 * the flag TSC_STABLE.
 */
static bool promises_order(const struct live_lane *lane, const struct live_snapshot *before,
			   const struct live_snapshot *after)
{
	if (lane->kind != LIVE_PAGE || strcmp(lane->format->name, "pvclock") != 0)
		return true;
	return before->good && after->good && before->flags & after->flags & LIVE_STABLE;
}

static void judge_unlogged(struct live_reader *reader, struct live_track *track,
			   const struct live_snapshot *before, const struct live_snapshot *after)
{
	const struct live_engine *engine = reader->engine;
	const struct live_reader *peer = peer_of(reader, reader->bursts);
	bool ordered = promises_order(track->lane, before, after);

	if (atomic_load(&engine->epochs[reader->lane]) != track->epoch) {
		judge_add(&track->tally.counts.reads, LIVE_BURST * RACE_BATCH);
		judge_add(&track->tally.counts.unjudged[RACE_CLOCK], LIVE_BURST * RACE_BATCH);
		return;
	}
	for (unsigned int b = 0; b < LIVE_BURST; b++) {
		const struct batch *batch = &reader->batches[b];

		if (ordered)
			live_order_batch(track, batch, before, after, &reader->peers[b],
					 reader->fine[b]);
		else if (moved(batch, &track->tally.counts)) /* it may be another clock there */
			track->last.set = 0;
		else
			live_order_batch(track, batch, before, after, NULL, 0);
	}
	if (ordered && peer && by_stamps(track->lane) &&
	    atomic_load_explicit(&engine->trusted, memory_order_relaxed))
		live_stamps_judge(track, reader->batches, LIVE_BURST,
				  &peer->tracks[reader->lane].ring, peer->number,
				  live_trust_ahead(engine, peer, reader));
}

/* The wrong guest's turn: what it returns is judged as ever, and counted apart. */
static void control_burst(struct live_reader *reader, struct live_track *track)
{
	struct live_versions versions = {.last = READ_ONCE(*track->lane->sequence)};

	read_burst(reader, track->lane, track->lane->control, &versions);
	limit(&track->control, track->lane->log);
	for (unsigned int b = 0; b < LIVE_BURST; b++) {
		struct batch *batch = &reader->batches[b];

		if (moved(batch, &track->control_tally.counts))
			continue;
		judge_batch(&track->control, batch, NULL);
		judge_add(&track->control_reads, batch->n);
	}
}

static void add_versions(struct live_track *track, const struct live_versions *burst)
{
	struct race_counts *counts = &track->tally.counts;

	judge_add(&track->versions.made, burst->made);
	judge_add(&track->versions.seen, burst->seen);
	judge_add(&track->versions.odd, burst->odd);
	judge_add(&counts->stamped, (u64)LIVE_BURST * RACE_BATCH);
	judge_add(&counts->overlapped, burst->edges);
}

/* Bursts that were interrupted are left out. */
static void pace_add(struct live_pace *pace, u64 ticks)
{
	if (ticks < pace->least / 2) /* then those before were */
		*pace = (struct live_pace){0};
	if (!pace->least || ticks < pace->least)
		pace->least = ticks;
	if (ticks > AWAY_TIMES * pace->least)
		return;
	pace->reads += (u64)LIVE_BURST * RACE_BATCH;
	pace->ticks += ticks;
}

/* What the loop without stamps, order and judging can do, under the same conditions. */
static void bare_burst(struct live_reader *reader, struct live_track *track)
{
	u64 number = atomic_load_explicit(&reader->runner.guard.batch, memory_order_relaxed);
	struct live_versions versions = {.last = 0};
	u64 begin = rdtsc();

	atomic_store_explicit(&reader->runner.guard.batch, number + 1, memory_order_relaxed);
	for (unsigned int b = 0; b < LIVE_BURST; b++)
		live_fill(track->lane, track->lane->guest, &reader->batches[b], &versions);
	atomic_store_explicit(&reader->runner.guard.batch, number + 2, memory_order_relaxed);
	pace_add(&track->bare, rdtsc() - begin);
}

static void one_burst(struct live_reader *reader)
{
	struct live_engine *engine = reader->engine;
	u64 begin = rdtsc();
	struct live_snapshot before, after;
	struct live_versions versions = {.last = 0};
	const struct live_lane *lane;
	struct live_track *track;

	reader->lane = (unsigned int)(begin / (engine->tsc_hz / SLOT_PARTS) % engine->nlanes);
	lane = &engine->lanes[reader->lane];
	track = &reader->tracks[reader->lane];
	if (reader->bursts++ % BARE_EVERY == BARE_EVERY - 1) {
		bare_burst(reader, track);
		return;
	}
	if (lane->control && reader->bursts % LIVE_CONTROL_EVERY == 0) {
		control_burst(reader, track);
		return;
	}
	track->epoch = atomic_load(&engine->epochs[reader->lane]);
	if (lane->kind == LIVE_PAGE) {
		live_snapshot(lane, &before);
		versions.last = READ_ONCE(*lane->sequence);
	}
	read_burst(reader, lane, lane->guest, &versions);
	if (lane->kind == LIVE_PAGE) {
		add_versions(track, &versions);
		live_snapshot(lane, &after);
		live_order_update(track, &after, rdtsc_ordered());
	}
	if (lane->log)
		judge_logged(reader, track);
	else
		judge_unlogged(reader, track, &before, &after);
	pace_add(&track->pace, rdtsc() - begin);
}

static void left_stuck(struct live_reader *reader)
{
	struct live_track *track = &reader->tracks[reader->lane];

	if (!atomic_load(&reader->runner.proven))
		reader->abandoned = true;
	else if (track->lane->log)
		judge_stuck(&track->judge, rdtsc_ordered(), rdtsc_ordered(), reader->runner.cpu);
	else
		live_order_stuck(track, rdtsc_ordered(), reader->runner.cpu);
}

static noinline void read_on(struct live_reader *reader)
{
	while (!atomic_load_explicit(&reader->engine->stop, memory_order_relaxed)) {
		one_burst(reader);
		if (unlikely(reader->away)) {
			reader->away = false;
			runner_return(&reader->runner);
		}
	}
}

/* The last one who is ready lets all begin, unless a host does. */
static void wait_for_all(struct live_reader *reader)
{
	struct live_engine *engine = reader->engine;

	atomic_store(&reader->runner.ready, true);
	if (atomic_fetch_add(&engine->ready, 1) + 1 == engine->nreaders && !engine->driven) {
		engine->start = rdtsc_ordered();
		atomic_store(&engine->go, true);
	}
	while (!atomic_load(&engine->go) && !atomic_load(&engine->stop))
		sched_yield();
}

void live_reader_main(void *arg)
{
	struct live_reader *reader = arg;

	switch (sigsetjmp(reader->runner.guard.home, 1)) {
	case 0:
		wait_for_all(reader);
		read_on(reader);
		break;
	case GUARD_FAULT:
		reader->fault = true;
		atomic_store(&reader->engine->stop, true);
		break;
	case GUARD_ILLEGAL:
		reader->lacking = true;
		atomic_store(&reader->engine->stop, true);
		break;
	default:
		left_stuck(reader);
	}
}
