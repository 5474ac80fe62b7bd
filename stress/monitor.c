/*
 * A reader is stuck if it stays in one batch while nothing changes: neither the page nor the log,
 * with no host inside publish(), for 100 ms on the wall and 50 ms of its own CPU time. A hypervisor
 * that takes the CPU away can look like that, so the reader must also answer several signals, one
 * by one, and still not get on after any of them.
 */
#include "stress/monitor.h"

#include <time.h>

#define TICK_NS 10000000ull
#define STUCK_WALL_NS 100000000ull
#define STUCK_CPU_NS 50000000ull
#define STUCK_NUDGES 5
#define PROGRESS_NS 200000000ull
#define GRACE_NS 1000000000ull	   /* after the end, for reads that are stuck or starved */
#define PATIENCE_NS 10000000000ull /* after the end, for threads that do not even answer */

static u64 clock_ns(clockid_t clock)
{
	struct timespec time;

	if (clock_gettime(clock, &time))
		return 0;
	return (u64)time.tv_sec * 1000000000 + (u64)time.tv_nsec;
}

u64 monitor_ns(void)
{
	return clock_ns(CLOCK_MONOTONIC);
}

static u64 cpu_ns(const struct reader *reader)
{
	clockid_t clock;

	return pthread_getcpuclockid(reader->thread, &clock) ? 0 : clock_ns(clock);
}

static bool nothing_new(const struct engine *engine, const struct reader *reader, u64 batch)
{
	const struct watch *watch = &reader->watch;

	return batch & 1 && batch == watch->batch &&
	       watch->newest == hostlog_newest(&engine->log) &&
	       !atomic_load(&engine->writer.publishing) &&
	       !memcmp(watch->page, engine->page, engine->options->format->page_size);
}

static void watch_reader(struct engine *engine, struct reader *reader)
{
	struct watch *watch = &reader->watch;
	u64 batch = atomic_load(&reader->batch), now = monitor_ns();
	u32 answers = atomic_load(&reader->answers);

	if (atomic_load(&reader->done) || atomic_load(&reader->leave))
		return;
	if (!nothing_new(engine, reader, batch)) {
		watch->batch = batch;
		watch->since = now;
		watch->cpu = cpu_ns(reader);
		watch->tsc = rdtsc_ordered();
		watch->newest = hostlog_newest(&engine->log);
		watch->nudges = 0;
		memcpy(watch->page, engine->page, engine->options->format->page_size);
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
	if (!atomic_load(&reader->leave)) {
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

static void report(struct engine *engine, double seconds)
{
	const struct race_options *options = engine->options;
	u64 reads = 0, violations = 0;

	if (!options->progress)
		return;
	for (unsigned int i = 0; i < engine->nreaders; i++) {
		reads += *(volatile u64 *)&engine->readers[i].tally.reads;
		violations += race_violations(&engine->readers[i].tally);
	}
	options->progress(options->arg, seconds, reads, atomic_load(&engine->writer.updates),
			  violations);
}

int monitor_run(struct engine *engine, const volatile int *interrupted)
{
	const struct timespec tick = {0, TICK_NS};
	u64 start = monitor_ns(), stopped = 0, reported = start, now;

	for (;;) {
		unsigned int left = readers_left(engine);

		now = monitor_ns();
		if (!left && !stopped)
			stopped = now;
		if (!stopped &&
		    (*interrupted || now - start >= engine->options->seconds * 1000000000ull))
			stopped = now;
		if (stopped)
			atomic_store(&engine->stop, true);
		if (!left && atomic_load(&engine->writer.done))
			return 0;
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
		if (!stopped && now - reported >= PROGRESS_NS) {
			report(engine, (double)(now - start) / 1e9);
			reported = now;
		}
		nanosleep(&tick, NULL);
	}
}
