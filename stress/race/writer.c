/*
 * The host CPU: takes the updates one by one, from the seed or from a schedule, meets each one's
 * anchor, and has the host publish the plan's generation between two stamps that go into the log.
 *
 * A host that comes later than the plan had allowed for is not wrong: the log has its real
 * stamps, so its values are judged as ever, and only a decrease across that update is not.
 */
#include "stress/race/engine.h"

#include "choice/choice.h"

#include <sched.h>

#include "clock/sequence.h"
#include "stress/cpu/stamp.h"

#define ALLOWANCE_MIN 4000u /* ticks */
#define ALLOWANCE_MAX (1u << 24)
#define STORES_USUAL 8	     /* of an update; the later ones' pauses are not allowed for */
#define JITTER 1024	     /* ticks between two updates of a host without a pace */
#define PAUSE_ONE_IN 512     /* updates with every reader parked meanwhile */
#define DEATH_ONE_IN 1024    /* updates broken off by the host's death */
#define RESTART_ONE_IN 16384 /* pages that start over at a sequence of the format's */

/* Come back at anchor, or false if the race ends before. */
static bool meet(struct engine *engine, u64 anchor)
{
	u64 now = rdtsc();

	if (anchor > now)
		gap_wait(&engine->writer.gap, anchor - now);
	return !atomic_load_explicit(&engine->stop, memory_order_relaxed);
}

static bool may_stop_readers(struct engine *engine)
{
	return rdtsc() >= engine->writer.freeze_again;
}

static void draw_turn(struct engine *engine, struct turn *turn)
{
	struct plan *plan = &engine->writer.plan;
	bool stop_readers = may_stop_readers(engine);

	turn->again = true;
	plan_choose(plan, rdtsc(), &turn->update);
	if (stop_readers && !choice_draw(&plan->random, RESTART_ONE_IN)) {
		turn->kind = TURN_RESTART;
		return;
	}
	if (stop_readers && !choice_draw(&plan->random, PAUSE_ONE_IN)) {
		turn->update.kind = UPDATE_PAUSE;
		turn->update.step = 0;
		turn->again = false;
	}
	if (!engine->options->gapped_host)
		return;
	turn->gapped = choice_draw(&plan->random, 8);
	if (turn->gapped)
		gap_draw_update(&plan->random, engine->tsc_hz, &turn->update);
	if (turn->gapped && stop_readers && !plan->own_params &&
	    !choice_draw(&plan->random, DEATH_ONE_IN))
		turn->update.dies_after = (int)choice_draw(&plan->random, 5);
}

/* The schedule's next update; after the last one, the page starts over. */
static void follow_schedule(struct engine *engine, struct turn *turn)
{
	const struct schedule *schedule = engine->options->schedule;
	struct writer *writer = &engine->writer;

	if (writer->next == schedule->nupdates) {
		writer->next = 0;
		turn->kind = TURN_RESTART;
		turn->update.kind = UPDATE_FASTER;
		turn->update.rate = schedule->rate;
		turn->hold = schedule->tail;
		return;
	}
	turn->update = schedule->updates[writer->next++];
	turn->hold = turn->update.hold;
	turn->gapped = engine->options->gapped_host != NULL;
}

static u64 next_anchor(struct engine *engine, const struct turn *turn, u64 previous, u64 planning)
{
	struct writer *writer = &engine->writer;
	u64 soon = rdtsc() + planning;

	if (engine->options->schedule)
		return previous + turn->hold > soon ? previous + turn->hold : soon;
	if (!engine->period)
		return soon + choice_draw(&writer->plan.random, JITTER);
	writer->target = engine_next_target(engine, soon);
	return engine_target(engine, writer->target);
}

/*
 * Double what an update may take when two in a row took longer, halve it when many took far less. One alone was preempted:
 * clocks that are made for that begin so far ahead that there is no decrease left to see.
 */
static void learn_allowance(struct writer *writer, u64 took)
{
	bool before = writer->late;

	writer->late = took > writer->allowance;
	if (writer->late) {
		judge_add(&writer->counts.late, 1);
		if (before && writer->allowance < ALLOWANCE_MAX)
			writer->allowance *= 2;
	} else if (writer->counts.updates % 1024 == 0 && writer->allowance > ALLOWANCE_MIN) {
		writer->allowance /= 2;
	}
}

/* How long planning takes; a preemption in the middle of it tells nothing. */
static void learn_planning(u64 *planning, u64 took)
{
	if (took > 4 * *planning)
		took = 4 * *planning;
	*planning += took / 8;
	*planning -= *planning / 9;
}

static void log_first(struct engine *engine, const struct generation *first)
{
	struct log_entry entry = {
		.end = 0,
		.anchor = first->anchor,
		.made = engine->writer.plan.made[0],
		.taken = engine->writer.plan.taken[0],
		.rate = first->rate,
		.kind = UPDATE_REFRESH,
		.valid = pages_valid(engine),
	};

	memcpy(entry.params, first->params, sizeof(entry.params));
	hostlog_open(&engine->log, &entry);
	hostlog_close(&engine->log, &entry);
}

/* Park readers, if that belongs to the turn: for a pause, or because the options say so. */
static bool begin_freeze(struct engine *engine, const struct turn *turn)
{
	enum race_freeze freeze = engine->options->freeze;

	if (turn->kind == TURN_RESTART)
		return false;
	if (turn->update.kind == UPDATE_PAUSE || freeze == RACE_FREEZE_ALL)
		race_freeze(FREEZE_ALL);
	else if (freeze == RACE_FREEZE_PARTIAL)
		race_freeze(FREEZE_ALL_BUT_ONE);
	else
		return false;
	return true;
}

static void plan_entry(struct engine *engine, struct turn *turn, u64 left, u64 previous,
		       struct log_entry *entry)
{
	struct plan *plan = &engine->writer.plan;
	u64 allowance = engine->writer.allowance;
	const struct generation *generation;

	if (turn->gapped)
		allowance += gap_total(&turn->update, STORES_USUAL);
	if (allowance > ALLOWANCE_MAX)
		allowance = ALLOWANCE_MAX;
	generation = plan_next(plan, left, entry->anchor, allowance, turn->again, &turn->update);
	entry->number++;
	entry->settled = entry->anchor + allowance;
	entry->hold = entry->anchor - previous;
	turn_enter(entry, plan, &turn->update, generation);
}

static void count_turn(struct writer *writer, const struct turn *turn,
		       const struct log_entry *entry, bool frozen)
{
	judge_add(&writer->counts.kinds[turn->update.kind], 1);
	judge_add(&writer->counts.updates, 1);
	if (turn->gapped)
		judge_add(&writer->counts.gapped, 1);
	if (frozen)
		judge_add(&writer->counts.frozen, 1);
	if (!turn->gapped && !frozen)
		learn_allowance(writer, entry->end - entry->anchor);
	else if (entry->end > entry->settled)
		judge_add(&writer->counts.late, 1);
}

static void play_turn(struct engine *engine, struct turn *turn, struct log_entry *entry,
		      u64 *planning)
{
	struct writer *writer = &engine->writer;
	bool pause = turn->update.kind == UPDATE_PAUSE && turn->kind == TURN_PUBLISH;
	bool stops = pause || turn->kind == TURN_RESTART || engine->options->freeze;
	u64 previous = entry->anchor, start = rdtsc();
	const void *params;
	bool frozen = false;

	entry->anchor = next_anchor(engine, turn, previous, *planning);
	if (stops) {
		if (!meet(engine, entry->anchor))
			return;
		start = rdtsc();
		frozen = begin_freeze(engine, turn);
		entry->anchor = rdtsc() + *planning;
	}
	plan_entry(engine, turn, pause ? start : entry->anchor, previous, entry);
	params = turn_place_params(engine, entry->params);
	if (!stops)
		learn_planning(planning, rdtsc() - start);
	if (!meet(engine, entry->anchor))
		return;
	atomic_store_explicit(&writer->publishing, true, memory_order_relaxed);
	if (turn->kind == TURN_PUBLISH || !turn_restart(engine, entry))
		turn_publish(engine, turn, params, entry);
	atomic_store_explicit(&writer->publishing, false, memory_order_relaxed);
	if (frozen && writer->depth)
		race_thaw();
	if (pause)
		turn_pay_for_stopping(engine, start);
	count_turn(writer, turn, entry, frozen);
}

static void play(struct engine *engine)
{
	struct log_entry entry = {.number = 0, .anchor = rdtsc()};
	u64 planning = 1000;

	while (!atomic_load_explicit(&engine->stop, memory_order_relaxed)) {
		struct turn turn = {.update = {.dies_after = -1}};

		if (engine->options->schedule)
			follow_schedule(engine, &turn);
		else
			draw_turn(engine, &turn);
		play_turn(engine, &turn, &entry, &planning);
	}
}

/*
 * What the guest has kept of another race is a time that nobody gives here: begin behind that. No reader is there
 * yet.
 */
static void begin_after_memory(struct engine *engine)
{
	struct plan *plan = &engine->writer.plan;
	u64 sequence = sequence_get(engine->options->format, engine->page), now = rdtsc_ordered();
	u64 times[WARPAGE_RESULTS_MAX], time = generation_time(plan->format, &plan->recent[0], now);

	bool read;

	if (!engine->options->shares)
		return;
	atomic_store(&engine->writer.publishing, true);
	read = engine->guest->read(engine->page, times);
	atomic_store(&engine->writer.publishing, false);
	if (!read || !judge_behind(time, times[0]))
		return;
	plan_begin_at(plan, now, times[0] + plan->second);
	pages_encode(engine, plan->recent[0].params);
	pages_begin_at(engine, sequence);
}

void writer_begin(struct engine *engine)
{
	begin_after_memory(engine);
	log_first(engine, &engine->writer.plan.recent[0]);
	engine->start = rdtsc_ordered();
	atomic_store(&engine->go, true);
}

void writer_main(void *arg)
{
	struct engine *engine = arg;
	struct writer *writer = &engine->writer;

	writer->allowance = ALLOWANCE_MIN;
	for (unsigned int i = 0; i < engine->nreaders; i++) /* a freeze must reach them all */
		while (!atomic_load(&engine->readers[i].runner.ready))
			sched_yield();
	switch (sigsetjmp(writer->runner.guard.home, 1)) {
	case 0:
		atomic_store(&writer->runner.guard.batch, 1); /* it may be broken off */
		writer_begin(engine);
		play(engine);
		break;
	case GUARD_ILLEGAL:
		engine_lacks(engine);
		break;
	default:
		atomic_store(&writer->died, true); /* race_die(), or it was broken off */
	}
	atomic_store(&writer->runner.guard.batch, 2);
	gap_use(NULL);
	freeze_end(engine);
	atomic_store(&writer->publishing, false);
}
