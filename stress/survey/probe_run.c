/*
 * The writer goes on for as long as the reader does, which judges its probes after each batch: soon
 * enough for the log to remember what they met.
 */
#define _GNU_SOURCE
#include "stress/survey/tsc_read.h"

#include <errno.h>
#include <stdlib.h>

#include "stress/cpu/crew.h"
#include "stress/cpu/stamp.h"
#include "stress/cpu/upset.h"

#define BATCH 256
#define BACK 1000000	 /* ticks: no disorder of reads, but another TSC */
#define BATCH_NS 1000000 /* more than that is a preemption */
#define LOOKS 500	 /* looks at the log for an update that is not in it yet */

struct shared {
	_Alignas(64) _Atomic u64 number;
	_Alignas(64) _Atomic bool over;
	_Alignas(64) _Atomic bool went_back; /* the TSC of either CPU */
	struct probe_run *run;
	struct runner writer, reader;
	struct probe_log log;
};

/* Updates at all distances from each other, and so at all distances from a probe. */
static void linger(u64 number)
{
	for (u64 turns = number * 0x9e3779b97f4a7c15 >> 56; turns; turns--)
		barrier();
}

static void write_updates(void *arg)
{
	struct shared *shared = arg;
	const struct probe_run *run = shared->run;
	u64 open, sample, close = 0;

	for (u64 number = 1; !atomic_load_explicit(&shared->over, memory_order_relaxed); number++) {
		linger(number);
		smp_mb(); /* nothing of the log is left to drain when the next store comes */
		open = stamp();
		if (open < close)
			atomic_store(&shared->went_back, true);
		sample = open;
		if (run->mode == PROBE_STORES)
			sample = tsc_reads[run->read].store(&shared->number, number);
		else
			atomic_store_explicit(&shared->number, number, memory_order_relaxed);
		smp_mb(); /* the store can be seen by all before the closing stamp */
		close = stamp();
		probe_log_write(&shared->log, number, open, sample, close);
	}
}

/* The newest probes may need an update that is just being made. */
static void wait_for(const struct probe_log *log, u64 number)
{
	const struct probe_update *update = &log->ring[number % PROBE_RING];

	for (unsigned int looks = 0; looks < LOOKS; looks++) {
		if (atomic_load_explicit(&update->number, memory_order_relaxed) >= number)
			return;
		cpu_relax();
	}
}

static void judge(struct shared *shared, const struct probe *probe)
{
	struct probe_run *run = shared->run;
	u64 window = PROBE_WINDOW + (u64)(2 * run->cost);

	if (run->mode == PROBE_SKEW) {
		probe_narrow(&shared->log, probe, &run->skew);
	} else if (run->mode == PROBE_STORES) {
		probe_judge(&shared->log, &run->skew, PROBE_UNSEEN, window, probe,
			    &run->tally[PROBE_UNSEEN]);
	} else {
		probe_judge(&shared->log, &run->skew, PROBE_LATE, window, probe,
			    &run->tally[PROBE_LATE]);
		probe_judge(&shared->log, &run->skew, PROBE_EARLY, window, probe,
			    &run->tally[PROBE_EARLY]);
	}
}

static void judge_batch(struct shared *shared, const struct probe *probes)
{
	wait_for(&shared->log, probes[BATCH - 1].last + 1);
	for (unsigned int i = 0; i < BATCH; i++) {
		if (i && probes[i].tsc + BACK < probes[i - 1].tsc)
			atomic_store(&shared->went_back, true);
		judge(shared, &probes[i]);
	}
}

static void make_probes(void *arg)
{
	struct shared *shared = arg;
	struct probe_run *run = shared->run;
	enum tsc_read read = run->mode == PROBE_LOADS ? run->read : TSC_READ_FENCED;
	u64 begin = upset_now(), length = (u64)(run->seconds * 1e9), both = 0;
	u64 patience = (u64)(run->patience * 1e9);
	u64 now = begin, before;
	struct probe probes[BATCH] = {{0}};

	while (both < length && now - begin < patience && !atomic_load(&shared->over)) {
		before = now;
		if (atomic_load_explicit(&shared->number, memory_order_relaxed)) {
			tsc_reads[read].probe(&shared->number, probes, BATCH);
			judge_batch(shared, probes);
		}
		now = upset_now();
		/* what counts is the time in which both had their CPUs */
		if (probes[0].first != probes[BATCH - 1].last)
			both += now - before < BATCH_NS ? now - before : BATCH_NS;
	}
	atomic_store(&shared->over, true);
}

int probe_run(struct probe_run *run)
{
	struct shared *shared = aligned_alloc(64, sizeof(*shared));
	struct crew crew;
	int error;

	if (!shared)
		return ENOMEM;
	memset(shared, 0, sizeof(*shared));
	memset(run->tally, 0, sizeof(run->tally));
	shared->run = run;
	crew = (struct crew){.stop = &shared->over};
	crew_add(&crew, &shared->writer, run->writer, write_updates, shared);
	crew_add(&crew, &shared->reader, run->reader, make_probes, shared);
	error = crew_run(&crew);
	run->went_back = atomic_load(&shared->went_back);
	if (run->went_back)
		for (int kind = 0; kind < PROBE_KINDS; kind++)
			probe_tally_doubt(&run->tally[kind]);
	free(shared);
	return error;
}
