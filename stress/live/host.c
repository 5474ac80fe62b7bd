/*
 * The thread that drives a host: when all readers are ready it lets them go, and until the race is
 * over it sets the host's clock, has every vCPU's page published, and logs what the pages show then
 * with the stamps around that, so that the judge of stress can judge the readers.
 *
 * Most clocks are a second ahead of the one before: a read that mixes two of them, or that is late,
 * is then far off both. Some go on where the one before would be, plus a margin for the call (a
 * host that steps back by itself shows in these), and a few step back because they are told to.
 */
#include <errno.h>
#include <sched.h>

#include "choice/choice.h"
#include "stress/live/engine.h"
#include "stress/cpu/stamp.h"

#define GO_ON_NS 20000		      /* how far ahead a clock is set that is to go on */
#define LEAST_NS 10000000000ll	      /* below that no step back */
#define MOST_NS 4000000000000000000ll /* from here on the clock begins anew */
#define BEGIN_NS 1000000000
#define STOP_EVERY 256 /* updates: before one of so many the guest is told that it was stopped */
#define STOP_LASTS 64  /* updates until the guest takes note */
#define OFF_NS 1000    /* what a published clock may be off the one asked for */
#define OFF_UNSTABLE_NS 10000 /* if the kernel samples the time at the publication */

static u64 draw(struct live_writer *writer, u64 n)
{
	return choice_draw(&writer->random, n);
}

static u64 entry_ns(const struct live_lane *lane, const struct log_entry *entry, u64 tsc)
{
	return (u64)lane->format->time(entry->params, tsc) * lane->format->unit_ns;
}

/* What the clock shall be, if it was now ns. */
static u64 choose_clock(struct live_writer *writer, u64 now, enum update_kind *kind)
{
	u64 dice = draw(writer, 64);

	*kind = UPDATE_STEP_BACK;
	if ((s64)now > MOST_NS)
		return BEGIN_NS;
	if (!dice && (s64)now > LEAST_NS)
		return now - LIVE_STEP_NS / 2;
	*kind = dice < 16 ? UPDATE_REFRESH : UPDATE_STEP_FORWARD;
	return now + (dice < 16 ? GO_ON_NS : LIVE_STEP_NS);
}

/*
 * A stamp of the writer's. If it was moved, the TSC of where it is now differs from its own CPU's
 * by at most the margin: the stamp lies so much earlier, or later.
 */
static u64 stamp_of(struct live_writer *writer, bool later)
{
	u32 cpu;
	u64 tsc = stamp_on(writer->rdtscp, &cpu);

	if (likely(cpu == (writer->runner.cpu & STAMP_CPUS)))
		return tsc;
	writer->away = true;
	return later ? tsc + writer->margin : tsc - writer->margin;
}

int live_host_start(struct live_writer *writer)
{
	for (unsigned int i = 0; i < writer->nlanes; i++) {
		const struct live_lane *lane = &writer->lanes[i];
		struct log_entry *entry = &writer->entries[i];
		struct live_snapshot snapshot;

		live_snapshot(lane, &snapshot);
		if (!snapshot.good)
			return EIO;
		memset(entry, 0, sizeof(*entry));
		entry->rate = (u64)((1e9 / lane->format->unit_ns) / (double)writer->tsc_hz *
				    4294967296.0);
		entry->kind = UPDATE_REFRESH;
		entry->valid = snapshot.valid;
		memcpy(entry->params, snapshot.params, sizeof(entry->params));
		hostlog_open(lane->log, entry);
		hostlog_close(lane->log, entry);
	}
	return 0;
}

/* What the host was told is not what the page shows since the update. Ticks s to e: the call. */
static void not_as_told(struct live_writer *writer, unsigned int i, enum race_told told, u64 value,
			u64 s, u64 e)
{
	const struct log_entry *entry = &writer->entries[i];
	struct race_violation violation;

	memset(&violation, 0, sizeof(violation));
	violation.kind = VIOLATION_ARITHMETIC;
	violation.host = true;
	violation.told = told;
	violation.value = value;
	violation.s = s;
	violation.e = e;
	violation.cpu = writer->runner.cpu;
	violation.ngenerations = 1;
	judge_keep_generation(entry, &violation.generations[0]);
	live_stand_record(&writer->tracks[i], &violation);
}

/* The published clock must have been ns at some moment of the call that asked for it. */
static void check_asked(struct live_writer *writer, unsigned int i, bool stable, u64 ns, u64 before,
			u64 after)
{
	const struct live_lane *lane = &writer->lanes[i];
	const struct log_entry *entry = &writer->entries[i];
	u64 e = (stable ? after : entry->end) + lane->host->tsc_off;
	u64 s = before - lane->host->tsc_off;
	u64 allowed = (stable ? OFF_NS : OFF_UNSTABLE_NS) + lane->format->unit_ns;
	u64 low = entry_ns(lane, entry, s), high = entry_ns(lane, entry, e), off = 0;

	if ((s64)(low - ns) > 0)
		off = low - ns;
	else if ((s64)(ns - high) > 0)
		off = ns - high;
	judge_add(&writer->checked, 1);
	if (off > writer->asked_worst)
		writer->asked_worst = off;
	if (off > allowed)
		not_as_told(writer, i, RACE_TOLD_CLOCK, ns / lane->format->unit_ns, s, e);
}

/* Before the update that entry is for: what the guest is told of, or has taken note of. */
static int tell(struct live_writer *writer, unsigned int i, const struct log_entry *entry)
{
	const struct live_lane *lane = &writer->lanes[i];
	int error = 0;

	if (!lane->host->tell_stopped)
		return 0;
	if (!writer->told_at[i] && entry->number % STOP_EVERY == 0) {
		error = lane->host->tell_stopped(lane->host->arg, lane->vcpu);
		writer->told_at[i] = entry->number;
		judge_add(&writer->told, 1);
	} else if (writer->told_at[i] && entry->number - writer->told_at[i] >= STOP_LASTS) {
		error = lane->host->ack_stopped(lane->host->arg, lane->vcpu);
		writer->told_at[i] = 0;
	}
	return error;
}

/* The flag must be there from the update on, until the guest has taken note. */
static void check_told(struct live_writer *writer, unsigned int i, const struct log_entry *entry,
		       u8 flags)
{
	if (!writer->told_at[i])
		return;
	if (flags & LIVE_STOPPED) {
		judge_add(&writer->shown, entry->number == writer->told_at[i]);
	} else if (writer->lost_at[i] != writer->told_at[i]) {
		writer->lost_at[i] = writer->told_at[i];
		judge_add(&writer->lost, 1);
		not_as_told(writer, i, RACE_TOLD_STOPPED, writer->told_at[i], entry->begin,
			    entry->end);
	}
}

/* One vCPU's page. before and after are the stamps around the call that set the clock. */
static int publish(struct live_writer *writer, unsigned int i, enum update_kind kind, u64 ns,
		   u64 before, u64 after)
{
	const struct live_lane *lane = &writer->lanes[i];
	struct log_entry *entry = &writer->entries[i];
	s64 back = (s64)(entry_ns(lane, entry, after) - ns);
	struct live_snapshot snapshot;
	int error;

	entry->number++;
	entry->kind = kind;
	entry->step = -back / (s64)lane->format->unit_ns;
	entry->hold = before - entry->anchor;
	entry->anchor = before;
	if (back > 0) /* asked for; the unit is what two roundings lose */
		entry->back += (u64)back / lane->format->unit_ns + 1;
	error = tell(writer, i, entry);
	entry->sequence = READ_ONCE(*lane->sequence);
	entry->begin = stamp_of(writer, false);
	hostlog_open(lane->log, entry);
	if (!error)
		error = lane->host->run(lane->host->arg, lane->vcpu);
	smp_mb();
	live_snapshot(lane, &snapshot);
	entry->valid = snapshot.valid;
	entry->end = entry->settled = stamp_of(writer, true);
	if (snapshot.good)
		memcpy(entry->params, snapshot.params, sizeof(entry->params));
	hostlog_close(lane->log, entry);
	if (error || !snapshot.good)
		return error ? error : EIO;
	judge_add(&writer->counts.updates, 1);
	judge_add(&writer->counts.kinds[kind], 1);
	check_told(writer, i, entry, snapshot.flags);
	check_asked(writer, i, lane->format->unit_ns > 1 || snapshot.flags & LIVE_STABLE, ns,
		    before, after);
	return 0;
}

/* All pages show the same clock now: how far apart are they? */
static void compare_pages(struct live_writer *writer)
{
	u64 tsc = rdtsc_ordered(), first = entry_ns(&writer->lanes[0], &writer->entries[0], tsc);

	for (unsigned int i = 1; i < writer->nlanes; i++) {
		s64 apart = (s64)(entry_ns(&writer->lanes[i], &writer->entries[i], tsc) - first);

		if (apart < 0)
			apart = -apart;
		if ((u64)apart > writer->vcpus_worst)
			writer->vcpus_worst = (u64)apart;
	}
}

bool live_host_goes_on(struct live_writer *writer)
{
	return draw(writer, 4);
}

int live_host_update(struct live_writer *writer)
{
	const struct live_host *host = writer->lanes[0].host;
	u64 before = rdtsc_ordered(), after, ns;
	enum update_kind kind;
	int error;

	ns = choose_clock(writer, entry_ns(&writer->lanes[0], &writer->entries[0], before), &kind);
	ns -= ns % writer->lanes[0].format->unit_ns;
	before = stamp_of(writer, false);
	error = host->set_clock(host->arg, ns);
	after = stamp_of(writer, true);
	for (unsigned int i = 0; i < writer->nlanes && !error; i++)
		error = publish(writer, i, kind, ns, before, after);
	if (!error)
		compare_pages(writer);
	if (unlikely(writer->away)) {
		writer->away = false;
		runner_return(&writer->runner);
	}
	return error;
}

/* Where it has no CPU of its own it lets the readers have theirs. */
void live_writer_main(void *arg)
{
	struct live_engine *engine = arg;

	for (unsigned int i = 0; i < engine->nreaders; i++)
		while (!atomic_load(&engine->readers[i].runner.ready) &&
		       !atomic_load(&engine->stop))
			sched_yield();
	engine->writer_error = live_host_start(&engine->writer);
	engine->start = rdtsc_ordered();
	atomic_store(&engine->go, true);
	while (!engine->writer_error &&
	       !atomic_load_explicit(&engine->stop, memory_order_relaxed)) {
		engine->writer_error = live_host_update(&engine->writer);
		if (engine->options->ncpus == 1 && !live_host_goes_on(&engine->writer))
			sched_yield();
	}
	atomic_store(&engine->stop, true);
}
