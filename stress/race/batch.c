/*
 * The reads of a batch. Nothing but the guest's own code and a store of its result stands between two of them, unless a read has
 * more to tell than its time.
 */
#include "stress/race/batch.h"

#include "choice/choice.h"
#include "clock/result.h"
#include "stress/cpu/stamp.h"
#include "stress/judge/look.h"

/* Read i is over, and before it there were so many stores, with none under way: was there any in it? */
static void note_rest(const struct engine *engine, u64 stores, struct batch *batch, unsigned int i)
{
	const struct format *format = engine->options->format;
	_Alignas(16) u8 page[WARPAGE_PAGE_MAX];
	u64 now;

	page_look(format, engine->page, page); /* the one: guests that write have no more */
	if (!ledger_rests(&engine->ledger, &now) || now != stores)
		return;
	batch->rested |= 1ull << i;
	batch->valid |= (u64)format_valid(format, page) << i;
}

/* A read with several results, or into the ledger; returns as it does. */
static noinline bool read_apart(const struct engine *engine, const struct guest *guest,
				struct batch *batch, unsigned int i)
{
	const struct format *format = engine->options->format;
	u64 results[WARPAGE_RESULTS_MAX] = {0}, stores = 0;
	bool read, rests;

	gap_round();
	rests = engine->looks && ledger_rests(&engine->ledger, &stores);
	read = guest->read(engine->page, results);
	gap_round();
	if (!i)
		batch->rested = batch->valid = 0;
	if (rests)
		note_rest(engine, stores, batch, i);
	batch->values[i] = result_time(format, results);
	batch->tscs[i] = format->with_tsc ? result_tsc(format, results) : 0;
	if (!i)
		batch->improper = 0;
	batch->improper |= (u64)!result_proper(format, results) << i;
	return read;
}

static inline bool read_one(struct reader *reader, const struct guest *guest, struct batch *batch,
			    unsigned int i)
{
	const struct engine *engine = reader->engine;

	if (engine->migrates)
		vcpu_read(&reader->vcpu);
	if (engine->apart)
		return read_apart(engine, guest, batch, i);
	return guest->read(engine->page, &batch->values[i]);
}

void batch_read(struct reader *reader, u64 fresh, struct batch *batch)
{
	const struct engine *engine = reader->engine;
	const struct guest *guest = engine->guest;
	u32 cpu;

	batch->fell_back = 0;
	batch->stamps[0] = fresh ? fresh : stamp();
	for (unsigned int i = 0; i < RACE_BATCH; i++)
		batch->fell_back |= (u64)!read_one(reader, guest, batch, i) << i;
	barrier();
	batch->stamps[1] = stamp_on(engine->skews.rdtscp, &cpu);
	batch->cpu = cpu;
}

void batch_read_stamped(struct reader *reader, struct batch *batch)
{
	const struct engine *engine = reader->engine;
	const struct guest *guest = engine->guest;
	u32 cpu;

	batch->fell_back = 0;
	batch->stamps[0] = stamp();
	for (unsigned int i = 0; i < RACE_BATCH; i++) {
		batch->fell_back |= (u64)!read_one(reader, guest, batch, i) << i;
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

void batch_read_gapped(struct reader *reader, struct batch *batch)
{
	const struct engine *engine = reader->engine;
	const struct guest *guest = engine->options->gapped_guest;
	unsigned int chosen = 1 + (unsigned int)choice_draw(&reader->random, RACE_BATCH - 1);
	struct gap *gap = &reader->gap;
	u32 cpu;

	gap->pause = gap_draw_read(&reader->random, engine->tsc_hz);
	gap->random = engine->options->writes ? &reader->random : NULL;
	gap_use(gap);
	batch->fell_back = 0;
	batch->stamps[0] = stamp();
	for (unsigned int i = 0; i < RACE_BATCH; i++) {
		gap->accesses = gap->sequences = 0;
		if (i == chosen)
			gap->countdown = 1 + (u32)choice_draw(&reader->random, reader->length + 1);
		batch->fell_back |= (u64)!read_one(reader, guest, batch, i) << i;
		barrier();
		batch->stamps[i + 1] = stamp();
		learn_read(reader, i == chosen);
	}
	judge_add(&reader->tally.counts.paused, !gap->countdown);
	gap->countdown = 0;
	gap->random = NULL;
	gap_use(engine->hooked ? gap : NULL);
	stamp_on(engine->skews.rdtscp, &cpu);
	batch->cpu = cpu;
}

void batch_read_bare(struct reader *reader, struct batch *batch)
{
	const struct engine *engine = reader->engine;

	for (unsigned int i = 0; i < RACE_BATCH; i++)
		read_one(reader, engine->guest, batch, i);
	judge_add(&reader->tally.counts.reads, batch->n);
}
