/*
 * A guest CPU: batches of reads (batch.h), judged at once by this thread. Most are plain. One in RACE_STAMP_EVERY has a
 * stamp after every read; some start at a TSC at which the host publishes (aim.h); and some run the build that pauses.
 */
#define _GNU_SOURCE
#include "stress/race/engine.h"

#include <sched.h>

#include "choice/choice.h"
#include "stress/cpu/vcpu_id.h"
#include "stress/cpu/stamp.h"
#include "stress/race/aim.h"
#include "stress/race/batch.h"

#define PEER_EVERY 16  /* batches between two looks at what another reader saw */
#define PAUSE_EVERY 32 /* batches, about, between two that pause */
#define SHARED_EVERY 8 /* in place of both, where reads act on each other, or on the page */

enum kind { PLAIN, STAMPED, PAUSED, AIMED };

static bool judge_this(struct reader *reader, struct batch *batch, const struct outcome *peer)
{
	if (batch->cpu == (reader->runner.cpu & STAMP_CPUS))
		return judge_batch(&reader->judge, batch, peer);
	judge_add(&reader->tally.counts.reads, batch->n);
	judge_add(&reader->tally.counts.unjudged[RACE_MIGRATED], batch->n);
	judge_pass(&reader->judge, batch->values, batch->n);
	runner_return(&reader->runner);
	return false;
}

static enum kind choose_kind(struct reader *reader, u64 number, u64 now)
{
	const struct race_options *options = reader->engine->options;
	bool often = options->shares || options->writes;

	if (now >= reader->aim.start) {
		if (now < reader->aim.start + reader->engine->tsc_hz / AIM_APPROACH)
			return AIMED;
		aim_take(reader, now); /* that one is missed */
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
	vcpu_batch(&reader->vcpu);
	if (kind == PLAIN)
		batch_read(reader, fresh, batch);
	else if (kind == STAMPED)
		batch_read_stamped(reader, batch);
	else if (kind == PAUSED)
		batch_read_gapped(reader, batch);
	else
		aim_read(reader, batch);
}

/* How often this reader has changed its vCPU. */
static void note_migrations(struct reader *reader)
{
	struct vcpu *vcpu = &reader->vcpu;

	judge_add(&reader->tally.counts.migrations, vcpu->moved);
	judge_add(&reader->tally.counts.migrated_reads, vcpu->reads);
	judge_add(&reader->tally.counts.pinned_reads, vcpu->held);
	vcpu->moved = vcpu->reads = vcpu->held = 0;
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
	u64 last = batch->stamps[batch->stamped ? batch->n : 1];
	enum kind kind = choose_kind(reader, number, last);

	if (reader->judge.unjudged)
		unjudged_begin(&reader->judge.unjudged[reader->number],
			       last ? last : rdtsc_ordered());
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
	if (engine->migrates)
		note_migrations(reader);
	if (kind == AIMED) {
		u64 target = engine_target(engine, reader->aim.target);

		aim_learn(reader, batch, target);
		aim_take(reader, target + 1);
	}
	if (peers)
		billboard_write(&reader->board, &reader->judge.last);
	return plain && kind == PLAIN ? batch->stamps[1] : 0;
}

static noinline void read_on(struct reader *reader, struct batch *batch)
{
	struct engine *engine = reader->engine;
	u64 fresh = 0;

	gap_use(engine->hooked ? &reader->gap : NULL);
	while (!atomic_load_explicit(&engine->stop, memory_order_relaxed)) {
		if (atomic_load_explicit(&engine->gate, memory_order_relaxed) & 1)
			gate_pass(reader);
		if (engine->options->bare)
			batch_read_bare(reader, batch);
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
	vcpu_id_set(engine->options->vcpus > 1 ? reader->number : 0);
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
