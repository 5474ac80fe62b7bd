/*
 * The host CPU: takes the plan's generations one by one, meets each anchor, and has the host
 * publish it between two stamps that go into the log.
 *
 * A host that comes later than the plan had allowed for is not wrong: the log has its real
 * stamps, so its values are judged as ever, and only a decrease across that update is not.
 */
#include "stress/engine.h"

#include <sched.h>
#include <time.h>

#include "stress/pin.h"
#include "stress/stamp.h"

#define ALLOWANCE_MIN 4000u /* ticks */
#define ALLOWANCE_MAX (1u << 24)
#define GAP_ALLOWANCE (1u << 20) /* for an update that is single-stepped */
#define GAP_PAUSE_MAX 65536	 /* ticks */
#define JITTER 1024		 /* ticks between two updates of a host without a pace */

static void sleep_ticks(const struct engine *engine, u64 ticks)
{
	u64 ns = (u64)((u128)ticks * 1000000000 / engine->tsc_hz);
	struct timespec time = {(time_t)(ns / 1000000000), (long)(ns % 1000000000)};

	nanosleep(&time, NULL);
}

/* Come back at anchor: asleep until 100 us before it, for at most 50 ms at a time. */
static bool meet(struct engine *engine, u64 anchor)
{
	u64 slack = engine->tsc_hz / 10000, now;

	while ((now = rdtsc()) < anchor) {
		u64 left = anchor - now;

		if (left > 2 * slack)
			sleep_ticks(engine,
				    left - slack < 500 * slack ? left - slack : 500 * slack);
		if (atomic_load_explicit(&engine->stop, memory_order_relaxed))
			return false;
	}
	return true;
}

static u64 next_anchor(struct engine *engine, u64 previous, u64 planning)
{
	struct plan *plan = &engine->writer.plan;
	u64 soon = rdtsc() + planning, period, anchor;

	if (!engine->options->pace)
		return soon + plan_random(plan, JITTER);
	period = engine->tsc_hz / engine->options->pace;
	anchor = previous + period / 2 + plan_random(plan, period + 1);
	return anchor > soon ? anchor : soon;
}

/* Double what an update may take when one took longer, halve it when many took far less. */
static void learn_allowance(struct writer *writer, u64 took)
{
	if (took > writer->allowance) {
		atomic_fetch_add_explicit(&writer->late, 1, memory_order_relaxed);
		if (writer->allowance < ALLOWANCE_MAX)
			writer->allowance *= 2;
	} else if (writer->updates % 1024 == 0 && writer->allowance > ALLOWANCE_MIN) {
		writer->allowance /= 2;
	}
}

static void log_first(struct engine *engine, const struct generation *first)
{
	struct log_entry entry = {
		.end = 0,
		.anchor = first->anchor,
		.rate = first->rate,
		.kind = UPDATE_REFRESH,
		.valid = engine->options->format->valid(engine->page),
	};

	memcpy(entry.params, first->params, sizeof(entry.params));
	hostlog_open(&engine->log, &entry);
	hostlog_close(&engine->log, &entry);
}

static void publish(struct engine *engine, const struct generation *generation, bool gapped,
		    struct log_entry *entry)
{
	const struct host *host = engine->options->host;
	struct writer *writer = &engine->writer;
	u64 after;

	memcpy(entry->params, generation->params, sizeof(entry->params));
	entry->begin = rdtsc_ordered();
	hostlog_open(&engine->log, entry);
	if (gapped)
		gap_begin();
	host->publish(engine->page, generation->params);
	if (gapped)
		gap_end();
	smp_mb(); /* the stores are visible; only then the closing stamp */
	after = rdtsc_ordered();
	if (host->own_params) {
		plan_adopt(&writer->plan, engine->page);
		memcpy(entry->params, generation->params, sizeof(entry->params));
	}
	entry->valid = engine->options->format->valid(engine->page);
	entry->end = after;
	hostlog_close(&engine->log, entry);
}

static void play(struct engine *engine)
{
	struct writer *writer = &engine->writer;
	struct log_entry entry = {.number = 0};
	u64 planning = 1000, anchor = rdtsc();

	while (!atomic_load_explicit(&engine->stop, memory_order_relaxed)) {
		const struct generation *generation;
		struct update update;
		u64 previous = anchor, start = rdtsc(), allowance = writer->allowance;
		bool gapped =
			engine->options->gaps && !plan_random(&writer->plan, engine->options->gaps);

		if (gapped) {
			allowance += GAP_ALLOWANCE;
			gap_arm(&writer->gap, (u32)plan_random(&writer->plan, 1ull << 32),
				plan_random(&writer->plan, GAP_PAUSE_MAX));
		}
		anchor = next_anchor(engine, previous, planning);
		generation = plan_next(&writer->plan, anchor, allowance, &update);
		planning += (rdtsc() - start) / 8 - planning / 8;
		entry.number++;
		entry.anchor = anchor;
		entry.settled = anchor + allowance;
		entry.rate = update.rate;
		entry.back += (u64)generation->back;
		entry.step = update.step;
		entry.hold = anchor - previous;
		entry.kind = update.kind;
		if (!meet(engine, anchor))
			break;
		atomic_store_explicit(&writer->publishing, true, memory_order_relaxed);
		publish(engine, generation, gapped, &entry);
		atomic_store_explicit(&writer->publishing, false, memory_order_relaxed);
		writer->kinds[update.kind]++;
		atomic_store_explicit(&writer->updates, writer->updates + 1, memory_order_relaxed);
		if (gapped) {
			gap_settle(&writer->gap);
			writer->gapped++;
		} else {
			learn_allowance(writer, entry.end - anchor);
		}
	}
}

void *writer_main(void *arg)
{
	struct engine *engine = arg;
	struct writer *writer = &engine->writer;

	writer->error = pin_self(engine->writer_cpu);
	log_first(engine, &writer->plan.recent[0]);
	writer->allowance = ALLOWANCE_MIN;
	for (unsigned int i = 0; i < engine->nreaders; i++) /* a freeze must reach them all */
		while (!atomic_load(&engine->readers[i].tid))
			sched_yield();
	engine->start = rdtsc_ordered();
	atomic_store(&engine->go, true);
	if (!sigsetjmp(writer->home, 1))
		play(engine);
	else
		atomic_store(&writer->died, true); /* race_die(), or it was broken off */
	gap_end();
	atomic_store(&writer->publishing, false);
	atomic_store(&writer->done, true);
	return NULL;
}
