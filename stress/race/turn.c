/*
 * How an update gets onto the page: by the host, in either build; by the heir of a host that died;
 * or anew, while no reader looks.
 */
#include "stress/race/engine.h"

#include "choice/choice.h"

#include "clock/sequence.h"
#include "stress/cpu/stamp.h"

#define FREEZE_SHARE 50 /* of the time, one part in so many may go into stopping readers */

void turn_pay_for_stopping(struct engine *engine, u64 since)
{
	u64 now = rdtsc();

	engine->writer.freeze_again = now + FREEZE_SHARE * (now - since);
}

void turn_enter(struct log_entry *entry, const struct plan *plan, const struct update *update,
		const struct generation *generation)
{
	entry->made = plan->made[plan->newest % PLAN_RECENT];
	entry->taken = plan->taken[plan->newest % PLAN_RECENT];
	entry->kind = update->kind;
	entry->rate = update->rate;
	entry->step = update->step;
	entry->back += (u64)generation->back;
	memcpy(entry->params, generation->params, sizeof(entry->params));
}

/* The stores are visible to all; only then the closing stamp. */
static void close_entry(struct engine *engine, struct log_entry *entry)
{
	u32 cpu;

	smp_mb();
	entry->valid = pages_valid(engine);
	entry->end = stamp_on(engine->skews.rdtscp, &cpu);
	if (cpu != (engine->writer.runner.cpu & STAMP_CPUS))
		atomic_store_explicit(&engine->writer.moved, true, memory_order_relaxed);
}

const void *turn_place_params(struct engine *engine, const u8 *params)
{
	struct writer *writer = &engine->writer;
	const size_t size = sizeof(writer->params), line = 64;
	u8 *middle = writer->params + size / 2, *at;
	u64 which;

	if (!engine->options->aim)
		return params;
	which = choice_draw(&writer->plan.random, 4);
	at = middle - 8 * (1 + choice_draw(&writer->plan.random, 2));
	memcpy(at, params, WARPAGE_PARAMS_MAX);
	if (which != 0)
		__builtin_ia32_clflush(middle - line);
	if (which != 1)
		__builtin_ia32_clflush(middle);
	smp_mb();
	return at;
}

/* The gapped build's publish(). Returns false if the host died in the middle of it. */
static bool publish_gapped(struct engine *engine, const struct update *update, const void *params)
{
	struct gap *gap = &engine->writer.gap;
	volatile bool died = false;

	gap->update = update;
	gap->stores = 0;
	gap_use(gap);
	gap_round();
	if (!sigsetjmp(gap->death, 0))
		pages_publish(engine, engine->options->gapped_host, params);
	else
		died = true;
	gap_round();
	gap_use(NULL);
	return !died;
}

/*
 * A sequence that an heir may find, and that is new to a read which began before the update or in
 * it: neither the one before it, nor the one that the dead host left, which may be a passing 0.
 */
static void set_sequence_after_death(struct engine *engine, u8 *page, u64 before)
{
	const struct format *format = engine->options->format;
	u64 left = sequence_get(format, page), sequence = before;

	for (unsigned int tries = 0; tries < 8; tries++) {
		sequence = (sequence + 1) & sequence_max(format);
		sequence_put(format, page, sequence);
		if (sequence != left &&
		    sequence_is_legal(format, engine->options->host, sequence) &&
		    format_valid(format, page))
			break;
	}
}

/*
 * A host took over from one that died during the update of *entry: while it has all vCPUs parked
 * it writes the page anew, as on a restart of the hypervisor. Both updates end there.
 */
static void recover(struct engine *engine, struct log_entry *entry)
{
	struct writer *writer = &engine->writer;
	struct log_entry fresh = *entry;
	const struct generation *generation;
	struct update update = {.dies_after = -1};
	u64 since, hold = choice_draw(&writer->plan.random, engine->tsc_hz / 500);

	gap_wait(&writer->gap, hold);
	since = rdtsc();
	race_freeze(FREEZE_ALL);
	fresh.number++;
	fresh.anchor = rdtsc();
	fresh.settled = fresh.anchor + writer->allowance;
	fresh.hold = fresh.anchor - entry->anchor;
	fresh.sequence = sequence_get(engine->options->format, engine->page);
	plan_choose(&writer->plan, fresh.anchor, &update);
	generation = plan_next(&writer->plan, fresh.anchor, fresh.anchor, writer->allowance, true,
			       &update);
	turn_enter(&fresh, &writer->plan, &update, generation);
	fresh.begin = rdtsc_ordered();
	hostlog_open(&engine->log, &fresh);
	ledger_begin_unseen(&engine->ledger); /* readers are parked in the midst of accesses */
	pages_encode(engine, generation->params);
	for (unsigned int i = 0; i < engine->npages; i++)
		set_sequence_after_death(engine, pages_of(engine, i), entry->sequence);
	ledger_end_unseen(&engine->ledger);
	close_entry(engine, &fresh);
	entry->end = fresh.end;
	hostlog_close(&engine->log, entry);
	hostlog_close(&engine->log, &fresh);
	freeze_end(engine);
	turn_pay_for_stopping(engine, since);
	*entry = fresh;
	judge_add(&writer->counts.deaths, 1);
}

void turn_publish(struct engine *engine, const struct turn *turn, const void *params,
		  struct log_entry *entry)
{
	const struct host *host = engine->options->host;
	struct writer *writer = &engine->writer;
	bool lives = true;

	entry->sequence = sequence_get(engine->options->format, engine->page);
	entry->begin = rdtsc_ordered();
	hostlog_open(&engine->log, entry);
	if (turn->gapped || engine->looks)
		lives = publish_gapped(engine, &turn->update, params);
	else
		pages_publish(engine, host, params);
	if (!lives) {
		recover(engine, entry);
		return;
	}
	close_entry(engine, entry);
	if (host->own_params) {
		struct plan *plan = &writer->plan;

		plan_adopt(plan, engine->page);
		memcpy(entry->params, plan->recent[plan->newest % PLAN_RECENT].params,
		       sizeof(entry->params));
	}
	hostlog_close(&engine->log, entry);
}

bool turn_restart(struct engine *engine, struct log_entry *entry)
{
	u64 since = rdtsc();

	if (!gate_close(engine)) {
		turn_pay_for_stopping(engine, since);
		return false;
	}
	entry->begin = rdtsc_ordered();
	hostlog_open(&engine->log, entry);
	pages_encode(engine, entry->params);
	pages_begin_at(engine, engine_choose_sequence(engine));
	close_entry(engine, entry);
	hostlog_close(&engine->log, entry);
	gate_open(engine);
	turn_pay_for_stopping(engine, since);
	judge_add(&engine->writer.counts.restarts, 1);
	return true;
}
