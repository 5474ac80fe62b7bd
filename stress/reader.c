/*
 * A guest CPU: batches of reads between two stamps (one batch in RACE_STAMP_EVERY: a stamp after
 * every read), judged at once by this thread. Nothing but the guest's own code and a store of its
 * result stands between two reads of a batch without stamps.
 */
#define _GNU_SOURCE
#include "stress/engine.h"

#include <sched.h>
#include <unistd.h>

#include "stress/pin.h"
#include "stress/stamp.h"

#define READ_PAUSE_MAX 8192 /* ticks that a read may be made to pause */

static void billboard_write(struct billboard *board, const struct outcome *outcome)
{
	u64 sequence = atomic_load_explicit(&board->sequence, memory_order_relaxed);
	u64 words[ARRAY_SIZE(board->words)];

	memcpy(words, outcome, sizeof(words));
	atomic_store_explicit(&board->sequence, sequence + 1, memory_order_relaxed);
	atomic_thread_fence(memory_order_release); /* pairs with the reader's acquire fence */
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		atomic_store_explicit(&board->words[i], words[i], memory_order_relaxed);
	atomic_store_explicit(&board->sequence, sequence + 2, memory_order_release);
}

static void billboard_read(const struct billboard *board, struct outcome *outcome)
{
	u64 sequence = atomic_load_explicit(&board->sequence, memory_order_acquire);
	u64 words[ARRAY_SIZE(board->words)];

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		words[i] = atomic_load_explicit(&board->words[i], memory_order_relaxed);
	atomic_thread_fence(memory_order_acquire);
	memcpy(outcome, words, sizeof(words));
	if (sequence & 1 ||
	    atomic_load_explicit(&board->sequence, memory_order_relaxed) != sequence)
		outcome->set = 0;
}

static void read_batch(const struct guest *guest, const void *page, struct batch *batch)
{
	u32 cpu;

	batch->fell_back = 0;
	batch->stamps[0] = stamp();
	for (unsigned int i = 0; i < RACE_BATCH; i++)
		batch->fell_back |= (u32)!guest->read(page, &batch->values[i]) << i;
	barrier();
	batch->stamps[1] = stamp_on(&cpu);
	batch->cpu = cpu;
}

static void read_stamped_batch(const struct guest *guest, const void *page, struct batch *batch)
{
	u32 cpu;

	batch->fell_back = 0;
	batch->stamps[0] = stamp();
	for (unsigned int i = 0; i < RACE_BATCH; i++) {
		batch->fell_back |= (u32)!guest->read(page, &batch->values[i]) << i;
		barrier();
		batch->stamps[i + 1] = stamp();
	}
	stamp_on(&cpu);
	batch->cpu = cpu;
}

/* As read_stamped_batch(), but one of the reads pauses after one of its instructions. */
static void read_gapped_batch(struct reader *reader, const struct guest *guest, const void *page,
			      struct batch *batch)
{
	unsigned int chosen = (unsigned int)plan_draw(&reader->random, RACE_BATCH);
	u32 cpu;

	gap_arm(&reader->gap, (u32)plan_draw(&reader->random, 1ull << 32),
		plan_draw(&reader->random, READ_PAUSE_MAX));
	batch->fell_back = 0;
	batch->stamps[0] = stamp();
	for (unsigned int i = 0; i < RACE_BATCH; i++) {
		bool got;

		if (i == chosen)
			gap_begin();
		got = guest->read(page, &batch->values[i]);
		if (i == chosen)
			gap_end();
		batch->fell_back |= (u32)!got << i;
		barrier();
		batch->stamps[i + 1] = stamp();
	}
	gap_settle(&reader->gap);
	stamp_on(&cpu);
	batch->cpu = cpu;
}

/* One batch; batches are numbered by twos, and odd while inside the guest. */
static void one_batch(struct reader *reader, struct batch *batch, u64 number)
{
	struct engine *engine = reader->engine;
	struct outcome peer = {.set = 0};
	unsigned int gaps = engine->options->gaps;
	bool gapped;

	if (engine->nreaders > 1) {
		u64 other = number % (engine->nreaders - 1);

		billboard_read(&engine->readers[other + (other >= reader->number)].board, &peer);
	}
	gapped = gaps && !plan_draw(&reader->random, gaps);
	batch->stamped = number % RACE_STAMP_EVERY == 0 || gapped;
	atomic_store_explicit(&reader->batch, 2 * number + 1, memory_order_relaxed);
	barrier();
	if (gapped)
		read_gapped_batch(reader, engine->options->guest, engine->page, batch);
	else if (batch->stamped)
		read_stamped_batch(engine->options->guest, engine->page, batch);
	else
		read_batch(engine->options->guest, engine->page, batch);
	barrier();
	atomic_store_explicit(&reader->batch, 2 * number + 2, memory_order_relaxed);
	if (batch->cpu != (reader->cpu & 0xfff)) {
		reader->tally.reads += batch->n;
		reader->tally.unjudged[RACE_MIGRATED] += batch->n;
		return;
	}
	judge_batch(&reader->judge, batch, &peer);
	if (engine->nreaders > 1)
		billboard_write(&reader->board, &reader->judge.last);
}

void *reader_main(void *arg)
{
	struct reader *reader = arg;
	struct engine *engine = reader->engine;
	struct batch batch = {.n = RACE_BATCH};

	reader->error = pin_self(reader->cpu);
	atomic_store(&reader->tid, gettid());
	while (!atomic_load(&engine->go) && !atomic_load(&engine->stop))
		sched_yield();
	if (sigsetjmp(reader->home, 1)) { /* a signal broke off a batch: reader->leave */
		gap_end();
		atomic_store(&reader->batch, atomic_load(&reader->batch) + 1);
		if (atomic_load(&reader->proven))
			judge_stuck(&reader->judge, reader->watch.tsc, rdtsc_ordered(),
				    reader->cpu);
		else
			reader->abandoned++;
		atomic_store(&reader->leave, 0);
		if (atomic_load(&engine->writer.done))
			goto out;
	}
	while (!atomic_load_explicit(&engine->stop, memory_order_relaxed))
		one_batch(reader, &batch, atomic_load(&reader->batch) / 2);
out:
	atomic_store(&reader->done, true);
	return NULL;
}
