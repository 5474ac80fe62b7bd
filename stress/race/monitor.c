/*
 * The thread that runs the race while the others race: it ends it in time, collects what readers
 * leave in their mailboxes, measures the TSC again whenever there is a violation, and notices what
 * happens to the machine.
 *
 * A reader is stuck if it stays in one batch while nothing changes: neither the page nor the log,
 * with no host inside publish(), for 100 ms on the wall and 50 ms of its own CPU time. A hypervisor
 * that takes the CPU away can look like that, so the reader must also answer several signals, one
 * by one, and still not get on after any of them.
 */
#include "stress/race/monitor.h"

#include <stdio.h>
#include <time.h>

#define TICK_NS 10000000ull
#define STUCK_WALL_NS 100000000ull
#define STUCK_CPU_NS 50000000ull
#define STUCK_NUDGES 5
#define PROGRESS_NS 200000000ull
#define MEASURE_AGAIN_NS 1000000000ull /* between two measurements of the TSC, for violations */
#define MOVES_NS 1000000000ull	       /* between two notices of readers that were moved */
#define MACHINE_TICKS 10	       /* between two looks at the machine's clocks */
#define GRACE_NS 1000000000ull	       /* after the end, for reads that are stuck or starved */
#define PATIENCE_NS 10000000000ull     /* after the end, for threads that do not even answer */

static u64 clock_ns(clockid_t clock)
{
	struct timespec time;

	if (clock_gettime(clock, &time))
		return 0;
	return (u64)time.tv_sec * 1000000000 + (u64)time.tv_nsec;
}

static u64 cpu_ns(const struct reader *reader)
{
	clockid_t clock;

	return pthread_getcpuclockid(reader->thread, &clock) ? 0 : clock_ns(clock);
}

/* The page is what the race is about: looking at it while it changes is no mistake of ours. */
static __attribute__((no_sanitize("thread"))) bool page_is(const struct engine *engine,
							   const u8 *copy)
{
	for (unsigned int i = 0; i < engine->options->format->page_size; i++)
		if (((const volatile u8 *)engine->page)[i] != copy[i])
			return false;
	return true;
}

static __attribute__((no_sanitize("thread"))) void page_copy(const struct engine *engine, u8 *copy)
{
	for (unsigned int i = 0; i < engine->options->format->page_size; i++)
		copy[i] = ((const volatile u8 *)engine->page)[i];
}

static bool nothing_new(const struct engine *engine, const struct reader *reader, u64 batch)
{
	const struct watch *watch = &reader->watch;

	return batch & 1 && batch == watch->batch &&
	       watch->newest == hostlog_newest(&engine->log) &&
	       !atomic_load(&engine->writer.publishing) && page_is(engine, watch->page);
}

static void watch_reader(struct engine *engine, struct reader *reader)
{
	struct watch *watch = &reader->watch;
	u64 batch = atomic_load(&reader->batch), now = upset_now();
	u32 answers = atomic_load(&reader->answers);

	/* a batch that it was to leave, but came out of by itself, is none any more */
	if (atomic_load(&reader->done) || atomic_load(&reader->leave) == batch)
		return;
	if (!nothing_new(engine, reader, batch)) {
		watch->batch = batch;
		watch->since = now;
		watch->cpu = cpu_ns(reader);
		watch->tsc = rdtsc_ordered();
		watch->newest = hostlog_newest(&engine->log);
		watch->nudges = 0;
		page_copy(engine, watch->page);
		return;
	}
	if (now - watch->since < STUCK_WALL_NS || cpu_ns(reader) - watch->cpu < STUCK_CPU_NS)
		return;
	if (watch->nudges && answers == watch->answers)
		return;
	watch->answers = answers;
	if (++watch->nudges > STUCK_NUDGES) {
		atomic_store(&reader->proven, true);
		atomic_store(&reader->leave, batch);
	}
	freeze_nudge(reader);
}

/* The race is over, and this reader may be in a read that will not end: break it off. */
static void break_off(struct reader *reader)
{
	u64 batch = atomic_load(&reader->batch);

	if (atomic_load(&reader->done))
		return;
	if (atomic_load(&reader->leave) != batch) {
		atomic_store(&reader->proven, false);
		atomic_store(&reader->leave, batch);
	}
	freeze_nudge(reader);
}

static unsigned int readers_left(struct engine *engine)
{
	unsigned int left = 0;

	for (unsigned int i = 0; i < engine->nreaders; i++)
		left += !atomic_load(&engine->readers[i].done);
	return left;
}

void monitor_counts(struct engine *engine, struct race_counts *counts)
{
	memset(counts, 0, sizeof(*counts));
	race_counts_add(counts, &engine->writer.counts);
	for (unsigned int i = 0; i < engine->nreaders; i++)
		race_counts_add(counts, &engine->readers[i].tally.counts);
}

/* Does the TSC of the reader's CPU still differ by no more than at the start? */
static bool tsc_is_as_before(struct monitor *monitor, unsigned int cpu)
{
	struct engine *engine = monitor->engine;
	s64 low = INT64_MIN, high = INT64_MAX, margin = (s64)monitor->margin;

	if (cpu == engine->writer_cpu)
		return true;
	if (engine->options->measure_skew(engine->writer_cpu, cpu, &low, &high))
		return true; /* no measurement is no evidence */
	if (low <= margin && high >= -margin)
		return true;
	snprintf(monitor->upset, sizeof(monitor->upset),
		 "the TSC of CPU %u is now off by %lld to %lld ticks, at the start it was %lld at "
		 "most",
		 cpu, (long long)low, (long long)high, (long long)margin);
	return false;
}

static void give_notice(struct monitor *monitor, const char *what)
{
	const struct race_calls *calls = &monitor->engine->options->calls;

	if (calls->notice)
		calls->notice(calls->arg, what, monitor->upset);
}

/* The machine's clocks can't be relied on: what was found is unjudged, the race is over. */
static void distrust(struct monitor *monitor, const char *what)
{
	monitor->distrusted = true;
	give_notice(monitor, what);
}

static void check_machine(struct monitor *monitor)
{
	struct upset_sample sample;
	enum upset_kind kind;

	if (atomic_load(&monitor->engine->writer.moved)) {
		snprintf(monitor->upset, sizeof(monitor->upset),
			 "the host's thread was moved off CPU %u, and the TSC of where it is was "
			 "not measured",
			 monitor->engine->writer_cpu);
		distrust(monitor, "tsc");
		return;
	}
	upset_sample(&sample);
	kind = upset_check(&monitor->machine, &sample, monitor->upset, sizeof(monitor->upset));
	if (kind == UPSET_SUSPEND || kind == UPSET_TSC)
		distrust(monitor, upset_name(kind));
	else if (kind)
		give_notice(monitor, upset_name(kind));
}

/*
 * Readers that somebody has moved go back by themselves; what they read meanwhile is unjudged. One
 * that can't ends the race: the next one is made without its CPU.
 */
static void check_readers(struct monitor *monitor, u64 now)
{
	struct engine *engine = monitor->engine;
	unsigned int last = 0;

	monitor->moves = 0;
	for (unsigned int i = 0; i < engine->nreaders; i++) {
		const struct reader *reader = &engine->readers[i];
		u64 moves = atomic_load(&reader->moves);

		last = moves ? i : last;
		monitor->moves += moves;
		if (!atomic_load(&reader->gone))
			continue;
		snprintf(monitor->upset, sizeof(monitor->upset),
			 "CPU %u, which reader %u was on, is gone: the race is over", reader->cpu,
			 i);
		monitor->evicted = true;
		give_notice(monitor, "cpus");
		return;
	}
	if (monitor->moves == monitor->moves_told ||
	    (monitor->told && now - monitor->told < MOVES_NS))
		return;
	snprintf(monitor->upset, sizeof(monitor->upset),
		 "reader %u was moved off CPU %u, and is back; %llu such moves so far", last,
		 engine->readers[last].cpu, (unsigned long long)monitor->moves);
	monitor->moves_told = monitor->moves;
	monitor->told = now;
	give_notice(monitor, "moved");
}

/* What was counted before the clocks were checked, and found to be good, stands. */
static void check_clocks(struct monitor *monitor, unsigned int cpu)
{
	struct race_counts counts;

	monitor_counts(monitor->engine, &counts);
	check_machine(monitor);
	if (!monitor->distrusted && !tsc_is_as_before(monitor, cpu))
		distrust(monitor, "tsc");
	if (!monitor->distrusted)
		monitor->trusted = counts;
	monitor->measured = upset_now();
}

/* Pass a violation on, once the clocks that it rests on are checked. */
static void deliver(struct monitor *monitor, const struct race_violation *violation)
{
	const struct race_calls *calls = &monitor->engine->options->calls;

	if (!monitor->measured || upset_now() - monitor->measured > MEASURE_AGAIN_NS)
		check_clocks(monitor, violation->cpu);
	if (monitor->distrusted)
		return;
	if (violation->tentative && violation->late) { /* told when it is known what it is */
		monitor->late = true;
		return;
	}
	if (!violation->tentative)
		monitor->delivered |= 1u << violation->kind;
	if (calls->violation)
		calls->violation(calls->arg, NULL, NULL, violation);
}

static void empty_mailboxes(struct monitor *monitor)
{
	struct engine *engine = monitor->engine;

	for (unsigned int i = 0; i < engine->nreaders && !monitor->distrusted; i++) {
		struct mailbox *mailbox = &engine->readers[i].mailbox;

		if (!atomic_load_explicit(&mailbox->full, memory_order_acquire))
			continue;
		deliver(monitor, &mailbox->violation);
		atomic_store_explicit(&mailbox->full, false, memory_order_release);
	}
}

/* Late samples have turned up: what do they mean? With wait the answer is not RACE_EXCUSE_UNKNOWN. */
static u32 find_excuse(struct monitor *monitor, bool wait)
{
	const struct race_calls *calls = &monitor->engine->options->calls;
	u32 excuse = atomic_load(&monitor->engine->excuse);

	if (excuse != RACE_EXCUSE_UNKNOWN)
		return excuse;
	excuse = calls->excuse(calls->arg, wait);
	atomic_store(&monitor->engine->excuse, excuse);
	return excuse;
}

/* What a count has more than the trusted one becomes unjudged. */
static void discard(struct race_counts *counts, u64 *count, u64 trusted)
{
	counts->unjudged[RACE_CLOCK] += *count - trusted;
	*count = trusted;
}

static void discard_all(const struct race_counts *trusted, struct race_counts *counts)
{
	for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++)
		discard(counts, &counts->found[kind], trusted->found[kind]);
	discard(counts, &counts->unexplained, trusted->unexplained);
	discard(counts, &counts->halved, trusted->halved);
	for (unsigned int i = 0; i < RACE_LATES; i++)
		discard(counts, &counts->late_open[i], trusted->late_open[i]);
}

void monitor_settle(struct monitor *monitor, struct race_tally *total)
{
	unsigned int cpu = monitor->engine->writer_cpu;

	for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++)
		if (total->counts.found[kind] > monitor->trusted.found[kind])
			cpu = total->first[kind].cpu;
	for (unsigned int i = 0; i < RACE_LATES; i++)
		if (total->counts.late_open[i] > monitor->trusted.late_open[i])
			cpu = total->first_late[i].cpu;
	if (!monitor->distrusted)
		check_clocks(monitor, cpu);
	if (monitor->distrusted)
		discard_all(&monitor->trusted, &total->counts);
	if (total->counts.late_open[RACE_LATE_STALE] ||
	    total->counts.late_open[RACE_LATE_BACKWARDS])
		judge_settle_late(total, find_excuse(monitor, true));
	judge_settle(total);
	empty_mailboxes(monitor);
	for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++)
		if (total->counts.found[kind] && !(monitor->delivered >> kind & 1))
			deliver(monitor, &total->first[kind]);
}

static void report(struct monitor *monitor, double seconds)
{
	const struct race_calls *calls = &monitor->engine->options->calls;
	struct race_counts counts;

	if (!calls->progress)
		return;
	monitor_counts(monitor->engine, &counts);
	calls->progress(calls->arg, seconds, &counts);
}

static bool is_over(const struct monitor *monitor, u64 elapsed)
{
	double seconds = monitor->engine->options->seconds;

	return engine_stopped(monitor->engine) || monitor->distrusted || monitor->evicted ||
	       (seconds > 0 && (double)elapsed >= seconds * 1e9);
}

int monitor_run(struct monitor *monitor)
{
	struct engine *engine = monitor->engine;
	const struct timespec tick = {0, TICK_NS};
	u64 start = upset_now(), stopped = 0, reported = start, now;

	for (u64 ticks = 0;; ticks++) {
		unsigned int left = readers_left(engine);

		now = upset_now();
		if (!stopped && (!left || is_over(monitor, now - start)))
			stopped = now;
		if (stopped)
			atomic_store(&engine->stop, true);
		if (!left && atomic_load(&engine->writer.done)) {
			monitor->told = 0; /* nothing is told later */
			if (!monitor->evicted)
				check_readers(monitor, now);
			return 0;
		}
		if (stopped && now - stopped > PATIENCE_NS)
			return -1;
		for (unsigned int i = 0; i < engine->nreaders; i++) {
			watch_reader(engine, &engine->readers[i]);
			if (stopped && now - stopped > GRACE_NS)
				break_off(&engine->readers[i]);
		}
		if (stopped && now - stopped > GRACE_NS && !atomic_load(&engine->writer.hung) &&
		    atomic_load(&engine->writer.publishing))
			freeze_break_host(engine);
		if (!stopped && ticks % MACHINE_TICKS == 0)
			check_machine(monitor);
		if (!stopped)
			check_readers(monitor, now);
		if (!stopped)
			empty_mailboxes(monitor);
		if (!stopped && monitor->late)
			monitor->late = find_excuse(monitor, false) == RACE_EXCUSE_UNKNOWN;
		if (!stopped && now - reported >= PROGRESS_NS) {
			report(monitor, (double)(now - start) / 1e9);
			reported = now;
		}
		nanosleep(&tick, NULL);
	}
}
