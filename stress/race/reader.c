/*
 * A guest CPU: batches of reads between two stamps, judged at once by this thread. Most batches
 * have nothing but the guest's own code and a store of its result between two reads. One in
 * RACE_STAMP_EVERY has a stamp after every read; some start at a TSC at which the host publishes;
 * and some run the build that pauses.
 */
#define _GNU_SOURCE
#include "stress/race/engine.h"

#include <sched.h>

#include "choice/choice.h"
#include "clock/result.h"
#include "stress/cpu/stamp.h"
#include "stress/judge/window.h"

#define PEER_EVERY 16	 /* batches between two looks at what another reader saw */
#define PAUSE_EVERY 128	 /* batches, about, between two that pause */
#define SHARED_EVERY 8	 /* in place of both, where reads act on each other, or on the page */
#define APPROACH 200000	 /* parts of a second before a target in which nothing else is begun */
#define AIM_STEP_MIN 4	 /* ticks */
#define AIM_STEP_MAX 512 /* ticks */
#define AIM_FAR 8192	 /* ticks */
#define AIM_SWEEP 64	 /* ticks to either side of where the values turn from old to new */

/* A read with several results, or into the ledger; returns as it does. */
static noinline bool read_apart(const struct engine *engine, const struct guest *guest,
				struct batch *batch, unsigned int i)
{
	const struct format *format = engine->options->format;
	u64 results[WARPAGE_RESULTS_MAX] = {0};
	bool read;

	gap_round();
	read = guest->read(engine->page, results);
	gap_round();
	batch->values[i] = result_time(format, results);
	batch->tscs[i] = format->with_tsc ? result_tsc(format, results) : 0;
	if (!i)
		batch->improper = 0;
	batch->improper |= (u64)!result_proper(format, results) << i;
	return read;
}

static inline bool read_one(const struct engine *engine, const struct guest *guest,
			    struct batch *batch, unsigned int i)
{
	if (engine->apart)
		return read_apart(engine, guest, batch, i);
	return guest->read(engine->page, &batch->values[i]);
}

/* If fresh, the last batch's closing stamp still serves as the opening one. */
static void read_batch(const struct engine *engine, u64 fresh, struct batch *batch)
{
	const struct guest *guest = engine->guest;
	u32 cpu;

	batch->fell_back = 0;
	batch->stamps[0] = fresh ? fresh : stamp();
	for (unsigned int i = 0; i < RACE_BATCH; i++)
		batch->fell_back |= (u64)!read_one(engine, guest, batch, i) << i;
	barrier();
	batch->stamps[1] = stamp_on(engine->skews.rdtscp, &cpu);
	batch->cpu = cpu;
}

static void read_stamped_batch(const struct engine *engine, struct batch *batch)
{
	const struct guest *guest = engine->guest;
	u32 cpu;

	batch->fell_back = 0;
	batch->stamps[0] = stamp();
	for (unsigned int i = 0; i < RACE_BATCH; i++) {
		batch->fell_back |= (u64)!read_one(engine, guest, batch, i) << i;
		barrier();
		batch->stamps[i + 1] = stamp();
	}
	stamp_on(engine->skews.rdtscp, &cpu);
	batch->cpu = cpu;
}

/* What a read of the build that pauses did: its length, and retries in terms of the sequence. */
static void learn_read(struct reader *reader, bool paused)
{
	struct gap *gap = &reader->gap;

	if (!paused)
		reader->length = gap->accesses;
	if (!gap->sequences)
		return;
	if (gap->sequences < reader->fewest)
		reader->fewest = gap->sequences;
	judge_add(&reader->tally.counts.retries[judge_bucket(gap->sequences - reader->fewest)], 1);
}

/* As read_stamped_batch(), in the build that pauses; one of the reads does. */
static void read_gapped_batch(struct reader *reader, struct batch *batch)
{
	const struct engine *engine = reader->engine;
	const struct guest *guest = engine->options->gapped_guest;
	unsigned int chosen = 1 + (unsigned int)choice_draw(&reader->random, RACE_BATCH - 1);
	struct gap *gap = &reader->gap;
	u32 cpu;

	gap->pause = gap_draw(&reader->random, engine->tsc_hz);
	gap->random = engine->options->writes ? &reader->random : NULL;
	gap_use(gap);
	batch->fell_back = 0;
	batch->stamps[0] = stamp();
	for (unsigned int i = 0; i < RACE_BATCH; i++) {
		gap->accesses = gap->sequences = 0;
		if (i == chosen)
			gap->countdown = 1 + (u32)choice_draw(&reader->random, reader->length + 1);
		batch->fell_back |= (u64)!read_one(engine, guest, batch, i) << i;
		barrier();
		batch->stamps[i + 1] = stamp();
		learn_read(reader, i == chosen);
	}
	judge_add(&reader->tally.counts.paused, !gap->countdown);
	gap->countdown = 0;
	gap->random = NULL;
	gap_use(engine->looks ? gap : NULL);
	stamp_on(engine->skews.rdtscp, &cpu);
	batch->cpu = cpu;
}

/*
 * The first read of an aimed batch shows on which side of the update it was: start later if the
 * value was the old one, earlier if it was the new one. So the start stays near the moment at
 * which the host's stores arrive, and sweeps around it.
 */
static void learn_aim(struct reader *reader, const struct batch *batch, u64 target)
{
	struct judge *judge = &reader->judge;
	struct aim *aim = &reader->aim;
	struct window window = {batch->stamps[0], batch->stamps[1], 0, 0};
	u64 newest = hostlog_newest(judge->log);
	const struct log_entry *entry;
	int direction;

	window.high = newest;
	for (u64 k = newest; k && k + 4 > newest; k--) {
		entry = judge_entry(judge, k);
		if (!entry || entry->anchor < target)
			return; /* the host left this target out */
		if (entry->anchor > target)
			continue;
		window.low = k - 1;
		if (judge_legal_as(judge, &window, k - 1, batch->values[0]))
			direction = 1;
		else if (judge_legal_as(judge, &window, k, batch->values[0]))
			direction = -1;
		else
			return;
		if (direction == aim->last && aim->step < AIM_STEP_MAX)
			aim->step *= 2;
		else if (direction != aim->last)
			aim->step = AIM_STEP_MIN;
		aim->last = direction;
		aim->offset += direction * aim->step;
		if (aim->offset > AIM_FAR || aim->offset < -AIM_FAR)
			aim->offset = AIM_FIRST; /* led astray by a host that was late */
		return;
	}
}

/* Turn to the first target after now. */
static void take_aim(struct reader *reader, u64 now)
{
	const struct engine *engine = reader->engine;
	struct aim *aim = &reader->aim;

	aim->target = engine_next_target(engine, now);
	aim->start =
		engine_target(engine, aim->target) + (u64)aim->offset - engine->tsc_hz / APPROACH;
}

static void read_aimed_batch(struct reader *reader, struct batch *batch)
{
	const struct engine *engine = reader->engine;
	u64 start = engine_target(engine, reader->aim.target) + (u64)reader->aim.offset +
		    choice_draw(&reader->random, 2 * AIM_SWEEP + 1) - AIM_SWEEP;

	while (rdtsc() < start)
		if (atomic_load_explicit(&engine->stop, memory_order_relaxed))
			break;
	read_stamped_batch(engine, batch);
	judge_add(&reader->tally.counts.aimed, 1);
}

static bool judge_this(struct reader *reader, struct batch *batch, const struct outcome *peer)
{
	if (batch->cpu == (reader->runner.cpu & STAMP_CPUS))
		return judge_batch(&reader->judge, batch, peer);
	judge_add(&reader->tally.counts.reads, batch->n);
	judge_add(&reader->tally.counts.unjudged[RACE_MIGRATED], batch->n);
	runner_return(&reader->runner);
	return false;
}

enum kind { PLAIN, STAMPED, PAUSED, AIMED };

static enum kind choose_kind(struct reader *reader, u64 number, u64 now)
{
	const struct race_options *options = reader->engine->options;
	bool often = options->shares || options->writes;

	if (now >= reader->aim.start) {
		if (now < reader->aim.start + reader->engine->tsc_hz / APPROACH)
			return AIMED;
		take_aim(reader, now); /* that one is missed */
	}
	if (number < reader->special)
		return PLAIN;
	reader->special = number + (often ? SHARED_EVERY : RACE_STAMP_EVERY);
	if (!options->gapped_guest || number < reader->pausing)
		return STAMPED;
	reader->pausing =
		number + 1 + choice_draw(&reader->random, 2 * (often ? SHARED_EVERY : PAUSE_EVERY));
	return PAUSED;
}

static void read_some(struct reader *reader, enum kind kind, u64 fresh, struct batch *batch)
{
	const struct engine *engine = reader->engine;

	if (kind == PLAIN)
		read_batch(engine, fresh, batch);
	else if (kind == STAMPED)
		read_stamped_batch(engine, batch);
	else if (kind == PAUSED)
		read_gapped_batch(reader, batch);
	else
		read_aimed_batch(reader, batch);
}

/* What this reader has put back meanwhile, and the host. */
static void note_put_back(struct reader *reader)
{
	struct writer *writer = &reader->engine->writer;
	struct race_put_back back = {.host = false};
	u64 n = ledger_take(&reader->ledger, &back);

	if (n)
		judge_note_put_back(&reader->judge, n, &back, rdtsc_ordered(), reader->runner.cpu);
	if (!atomic_load_explicit(&writer->ledger.found, memory_order_relaxed))
		return;
	n = ledger_take(&writer->ledger, &back);
	back.host = true;
	if (n)
		judge_note_put_back(&reader->judge, n, &back, rdtsc_ordered(), writer->runner.cpu);
}

/*
 * One batch; batches are numbered by twos, and odd while inside the guest. Returns its closing
 * stamp if that is still fresh enough to open the next one, else 0.
 */
static u64 one_batch(struct reader *reader, struct batch *batch, u64 number, u64 fresh)
{
	struct engine *engine = reader->engine;
	struct outcome peer = {.set = 0};
	bool peers = engine->nreaders > 1 && number % PEER_EVERY == 0, plain;
	enum kind kind = choose_kind(reader, number, batch->stamps[batch->stamped ? batch->n : 1]);

	if (peers) {
		u64 other = number / PEER_EVERY % (engine->nreaders - 1);

		billboard_read(&engine->readers[other + (other >= reader->number)].board, &peer);
		fresh = 0;
	}
	batch->stamped = kind != PLAIN;
	atomic_store_explicit(&reader->runner.guard.batch, 2 * number + 1, memory_order_relaxed);
	barrier();
	read_some(reader, kind, fresh, batch);
	barrier();
	atomic_store_explicit(&reader->runner.guard.batch, 2 * number + 2, memory_order_relaxed);
	plain = judge_this(reader, batch, &peer);
	if (engine->looks)
		note_put_back(reader);
	if (kind == AIMED) {
		u64 target = engine_target(engine, reader->aim.target);

		learn_aim(reader, batch, target);
		take_aim(reader, target + 1);
	}
	if (peers)
		billboard_write(&reader->board, &reader->judge.last);
	return plain && kind == PLAIN ? batch->stamps[1] : 0;
}

/* What the guest alone can do. */
static void bare_batch(struct reader *reader, struct batch *batch)
{
	const struct engine *engine = reader->engine;

	for (unsigned int i = 0; i < RACE_BATCH; i++)
		read_one(engine, engine->guest, batch, i);
	judge_add(&reader->tally.counts.reads, batch->n);
}

static noinline void read_on(struct reader *reader, struct batch *batch)
{
	struct engine *engine = reader->engine;
	u64 fresh = 0;

	gap_use(engine->looks ? &reader->gap : NULL);
	while (!atomic_load_explicit(&engine->stop, memory_order_relaxed)) {
		if (atomic_load_explicit(&engine->gate, memory_order_relaxed) & 1)
			gate_pass(reader);
		if (engine->options->bare)
			bare_batch(reader, batch);
		else
			fresh = one_batch(reader, batch,
					  atomic_load(&reader->runner.guard.batch) / 2, fresh);
	}
}

/* A signal broke off a batch: false if there is nothing left to read. */
static bool broken_off(struct reader *reader)
{
	struct runner *runner = &reader->runner;

	atomic_store(&runner->guard.batch, atomic_load(&runner->guard.batch) + 1);
	if (atomic_load(&runner->proven))
		judge_stuck(&reader->judge, reader->watch.tsc, rdtsc_ordered(), runner->cpu);
	else
		reader->abandoned++;
	atomic_store(&runner->guard.leave, 0);
	return !atomic_load(&reader->engine->writer.runner.done);
}

void reader_main(void *arg)
{
	struct reader *reader = arg;
	struct engine *engine = reader->engine;
	struct runner *runner = &reader->runner;
	struct batch batch = {.n = RACE_BATCH};

	freeze_enter(reader);
	atomic_store(&runner->ready, true);
	while (!atomic_load(&engine->go) && !atomic_load(&engine->stop))
		sched_yield();
	switch (sigsetjmp(runner->guard.home, 1)) {
	case 0:
		break;
	case GUARD_ILLEGAL:
		gap_use(NULL);
		engine_lacks(engine);
		return;
	default:
		gap_use(NULL);
		if (!broken_off(reader))
			return;
	}
	read_on(reader, &batch);
}
