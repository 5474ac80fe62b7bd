/*
 * A thread that reads live clocks: bursts of batches, judged when the burst is over so that what
 * is read next is not chosen by how long judging took. All readers read the same lane at the same
 * time, which the TSC tells them.
 *
 * A batch's last value is handed over to the others at once; theirs is taken before a batch begins.
 */
#define _GNU_SOURCE
#include <sched.h>

#include "stress/live_engine.h"
#include "stress/pin.h"
#include "stress/stamp.h"

#define SLOT_PARTS 500	 /* of a second that a lane has its turn for */
#define BARE_EVERY 32	 /* bursts: one of so many is the bare loop, to compare with */
#define AWAY_PARTS 10000 /* of a second: a batch that takes longer was interrupted */

static void board_write(struct live_track *track, const struct outcome *outcome)
{
	u64 sequence = atomic_load_explicit(&track->board.sequence, memory_order_relaxed);
	u64 words[ARRAY_SIZE(track->board.words)];

	memcpy(words, outcome, sizeof(words));
	atomic_store_explicit(&track->board.sequence, sequence + 1, memory_order_relaxed);
	atomic_thread_fence(memory_order_release); /* pairs with the reader's acquire fence */
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		atomic_store_explicit(&track->board.words[i], words[i], memory_order_relaxed);
	atomic_store_explicit(&track->board.sequence, sequence + 2, memory_order_release);
}

static void board_read(const struct live_track *track, struct outcome *outcome)
{
	u64 sequence = atomic_load_explicit(&track->board.sequence, memory_order_acquire);
	u64 words[ARRAY_SIZE(track->board.words)];

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		words[i] = atomic_load_explicit(&track->board.words[i], memory_order_relaxed);
	atomic_thread_fence(memory_order_acquire);
	memcpy(outcome, words, sizeof(words));
	if (sequence & 1 ||
	    atomic_load_explicit(&track->board.sequence, memory_order_relaxed) != sequence)
		outcome->set = 0;
}

/* The sequence changed between two polls, so the read between them met an update. */
static noinline void note_version(struct live_versions *versions, u32 step, u32 sequence)
{
	versions->edges++;
	if (step == 2 ? sequence & 1 : !sequence)
		versions->odd++;
	else
		versions->rested++;
	versions->last = sequence;
}

static void fill_page(const struct live_lane *lane, const struct guest *guest, struct batch *batch,
		      struct live_versions *versions)
{
	for (unsigned int i = 0; i < RACE_BATCH; i++) {
		u32 sequence;

		batch->fell_back |= (u64)!guest->read(lane->page, &batch->values[i]) << i;
		sequence = READ_ONCE(*lane->sequence);
		if (unlikely(sequence != versions->last))
			note_version(versions, lane->step, sequence);
	}
}

static u64 clock_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (u64)now.tv_sec * 1000000000 + (u64)now.tv_nsec;
}

static void fill(const struct live_lane *lane, const struct guest *guest, struct batch *batch,
		 struct live_versions *versions)
{
	u32 cpu;

	batch->fell_back = 0;
	switch (lane->kind) {
	case LIVE_PAGE:
		fill_page(lane, guest, batch, versions);
		break;
	case LIVE_CLOCK:
		for (unsigned int i = 0; i < RACE_BATCH; i++)
			batch->values[i] = clock_ns(lane->clock);
		break;
	case LIVE_TSC_RDTSC:
		for (unsigned int i = 0; i < RACE_BATCH; i++)
			batch->values[i] = rdtsc_ordered();
		break;
	case LIVE_TSC_RDTSCP:
		for (unsigned int i = 0; i < RACE_BATCH; i++)
			batch->values[i] = stamp_on(&cpu);
	}
}

static void hand_over(struct live_track *track, const struct batch *batch)
{
	for (unsigned int i = batch->n; i-- > 0;) {
		if (batch->fell_back >> i & 1)
			continue;
		board_write(track,
			    &(struct outcome){batch->values[i], batch->stamps[0], batch->stamps[1],
					      0, 0, 0, 0, track->reader, 1});
		return;
	}
}

/* Another reader's track on the same lane, in turn; NULL if there is none. */
static const struct live_track *peer_of(const struct live_reader *reader, u64 turn)
{
	const struct live_engine *engine = reader->engine;
	u64 other;

	if (engine->nreaders < 2)
		return NULL;
	other = turn % (engine->nreaders - 1);
	other += other >= reader->number;
	return &engine->tracks[other * engine->nlanes + reader->lane];
}

static u32 at_rest(const struct live_lane *lane, u32 sequence)
{
	return lane->step == 2 ? sequence & ~1u : sequence;
}

/*
 * What a batch adds to the versions made and seen; first is the one before it, ticks the time since
 * then. A thread that was interrupted can't have looked.
 */
static void count_versions(const struct live_reader *reader, const struct live_lane *lane,
			   struct live_versions *versions, u32 first, u64 ticks)
{
	u32 made = 0;

	if (lane->step == 2 || (first && versions->last))
		made = (at_rest(lane, versions->last) - at_rest(lane, first)) / lane->step;
	if (ticks < reader->engine->tsc_hz / AWAY_PARTS) {
		versions->made += made;
		versions->seen += versions->rested < made ? versions->rested : made;
	}
	versions->rested = 0;
}

static void read_burst(struct live_reader *reader, const struct live_lane *lane,
		       const struct guest *guest, struct live_versions *versions)
{
	struct live_track *track = &reader->tracks[reader->lane];
	u64 since = rdtsc();
	u64 number = atomic_load_explicit(&reader->guard.batch, memory_order_relaxed);
	u32 cpu;

	for (unsigned int b = 0; b < LIVE_BURST; b++) {
		const struct live_track *peer = peer_of(reader, number / 2 + b);
		struct batch *batch = &reader->batches[b];
		u32 first = versions->last;

		reader->peers[b].set = 0;
		if (peer)
			board_read(peer, &reader->peers[b]);
		batch->n = RACE_BATCH;
		atomic_store_explicit(&reader->guard.batch, number + 2 * b + 1,
				      memory_order_relaxed);
		batch->stamps[0] = stamp();
		fill(lane, guest, batch, versions);
		barrier();
		batch->stamps[1] = stamp_on(&cpu);
		batch->cpu = cpu;
		if (unlikely(first != versions->last))
			count_versions(reader, lane, versions, first, batch->stamps[1] - since);
		since = batch->stamps[1];
		atomic_store_explicit(&reader->guard.batch, number + 2 * b + 2,
				      memory_order_relaxed);
		if (!lane->log)
			hand_over(track, batch);
		if (lane->coarse)
			reader->fine[b] = clock_ns(lane->fine);
	}
}

static bool migrated(const struct live_reader *reader, const struct batch *batch,
		     struct race_counts *counts)
{
	if (batch->cpu == (reader->cpu & 0xfff))
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

static void judge_burst(struct live_reader *reader, struct live_track *track,
			const struct live_snapshot *before, const struct live_snapshot *after)
{
	const struct live_lane *lane = track->lane;

	if (lane->log)
		limit(&track->judge, lane->log);
	for (unsigned int b = 0; b < LIVE_BURST; b++) {
		struct batch *batch = &reader->batches[b];

		if (migrated(reader, batch, &track->tally.counts))
			continue;
		if (!lane->log) {
			live_order_batch(track, batch, before, after, &reader->peers[b],
					 reader->fine[b]);
			continue;
		}
		if (reader->peers[b].set)
			judge_add(&track->pairs, 1);
		judge_batch(&track->judge, batch, &reader->peers[b]);
	}
	if (lane->log && track->judge.last.set)
		board_write(track, &track->judge.last);
}

/* The wrong guest's turn: what it returns is judged as ever, and counted apart. */
static void control_burst(struct live_reader *reader, struct live_track *track)
{
	struct live_versions versions = {.last = READ_ONCE(*track->lane->sequence)};

	read_burst(reader, track->lane, track->lane->control, &versions);
	limit(&track->control, track->lane->log);
	for (unsigned int b = 0; b < LIVE_BURST; b++) {
		struct batch *batch = &reader->batches[b];

		if (migrated(reader, batch, &track->control_tally.counts))
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

/* What the loop without stamps, order and judging can do, under the same conditions. */
static void bare_burst(struct live_reader *reader, struct live_track *track)
{
	u64 number = atomic_load_explicit(&reader->guard.batch, memory_order_relaxed);
	struct live_versions versions = {.last = 0};
	u64 begin = rdtsc();

	atomic_store_explicit(&reader->guard.batch, number + 1, memory_order_relaxed);
	for (unsigned int b = 0; b < LIVE_BURST; b++)
		fill(track->lane, track->lane->guest, &reader->batches[b], &versions);
	atomic_store_explicit(&reader->guard.batch, number + 2, memory_order_relaxed);
	track->bare_reads += (u64)LIVE_BURST * RACE_BATCH;
	track->bare_ticks += rdtsc() - begin;
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
	if (lane->kind == LIVE_PAGE) {
		live_snapshot(lane, &before);
		versions.last = READ_ONCE(*lane->sequence);
	}
	read_burst(reader, lane, lane->guest, &versions);
	if (lane->kind == LIVE_PAGE) {
		add_versions(track, &versions);
		live_snapshot(lane, &after);
		live_order_update(track, &before, &after, rdtsc_ordered());
	}
	judge_burst(reader, track, &before, &after);
	judge_add(&track->ticks, rdtsc() - begin);
}

static void left_stuck(struct live_reader *reader)
{
	struct live_track *track = &reader->tracks[reader->lane];

	if (!atomic_load(&reader->proven))
		reader->abandoned = true;
	else if (track->lane->log)
		judge_stuck(&track->judge, rdtsc_ordered(), rdtsc_ordered(), reader->cpu);
	else
		live_order_stuck(track, rdtsc_ordered(), reader->cpu);
}

static noinline void read_on(struct live_reader *reader)
{
	while (!atomic_load_explicit(&reader->engine->stop, memory_order_relaxed))
		one_burst(reader);
}

void *live_reader_main(void *arg)
{
	struct live_reader *reader = arg;
	struct live_engine *engine = reader->engine;

	reader->error = pin_self(reader->cpu);
	live_guard_enter(&reader->guard);
	switch (sigsetjmp(reader->guard.home, 1)) {
	case 0:
		atomic_store(&reader->ready, true);
		while (!atomic_load(&engine->go) && !atomic_load(&engine->stop))
			sched_yield();
		read_on(reader);
		break;
	case LIVE_GUARD_FAULT:
		reader->fault = true;
		atomic_store(&engine->stop, true);
		break;
	default:
		left_stuck(reader);
	}
	live_guard_enter(NULL);
	atomic_store(&reader->ready, true);
	atomic_store(&reader->done, true);
	return NULL;
}

void *live_writer_main(void *arg)
{
	struct live_engine *engine = arg;

	engine->writer_error = pin_self(engine->options->cpus[0]);
	for (unsigned int i = 0; i < engine->nreaders; i++)
		while (!atomic_load(&engine->readers[i].ready) && !atomic_load(&engine->stop))
			sched_yield();
	if (!engine->writer_error)
		engine->writer_error = live_host_start(&engine->writer);
	engine->start = rdtsc_ordered();
	atomic_store(&engine->go, true);
	while (!engine->writer_error && !atomic_load_explicit(&engine->stop, memory_order_relaxed))
		engine->writer_error = live_host_update(&engine->writer);
	atomic_store(&engine->stop, true);
	atomic_store(&engine->writer_done, true);
	return NULL;
}
