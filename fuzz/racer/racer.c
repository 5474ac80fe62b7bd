/* Plays short races; one race at a time, one racer per process. */
#define _GNU_SOURCE
#include "fuzz/racer/racer.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock/sequence.h"
#include "clock/vcpus.h"
#include "stress/race/gap.h"
#include "stress/cpu/pin.h"
#include "stress/cpu/stamp.h"
#include "stress/cpu/tsc.h"

#define READS_MAX 4096		      /* of one reader in one race; it reads no more then */
#define STEP ((u64)1 << 33)	      /* units by which neighbouring clocks differ at least */
#define ORIGIN ((u64)1 << 40)	      /* what the first clock gives at the start */
#define STABLE 2		      /* a sequence that every guest accepts, if it stays */
#define ROOM (WARPAGE_PAGE_MAX + 128) /* bytes for a page and where it lies in its cache line */

struct runner {
	_Alignas(64) _Atomic u64 seen; /* the race that it is in, or was in last */
	_Atomic bool idle;
	struct racer *racer;
	pthread_t thread;
	unsigned int cpu;
	unsigned int nreads;
	struct gap gap;
	struct racer_pause pause;
	struct racer_read reads[READS_MAX];
};

struct racer {
	_Alignas(64) _Atomic u64 race; /* odd while one is on */
	_Atomic bool stop;	       /* ends pauses */
	_Atomic bool over;	       /* ends the readers' threads */
	_Alignas(64) u8 room[ROOM];
	u8 *page;
	const struct guest *guest;
	unsigned int nreaders;
	bool shared; /* there is one CPU for all */
	struct racer_log log;
	struct runner runners[RACER_READERS_MAX];
};

static void give_way(const struct racer *racer)
{
	if (racer->shared)
		sched_yield();
	else
		cpu_relax();
}

static void read_once(struct runner *runner)
{
	struct racer_read *read = &runner->reads[runner->nreads];
	u64 results[WARPAGE_RESULTS_MAX];

	runner->gap.countdown = runner->pause.at;
	runner->gap.pause = runner->pause.ticks;
	read->s = stamp();
	read->fell_back = !runner->racer->guest->read(runner->racer->page, results);
	read->value = results[0];
	read->e = stamp();
	runner->nreads++;
}

static void *runner_main(void *arg)
{
	struct runner *runner = arg;
	struct racer *racer = runner->racer;

	pin_self(runner->cpu);
	while (!atomic_load(&racer->over)) {
		u64 race = atomic_load(&racer->race);

		if (!(race & 1) || race == atomic_load(&runner->seen)) {
			give_way(racer);
			continue;
		}
		runner->nreads = 0;
		gap_use(&runner->gap);
		atomic_store(&runner->idle, false);
		atomic_store(&runner->seen, race);
		while (atomic_load(&racer->race) == race && runner->nreads < READS_MAX) {
			read_once(runner);
			if (racer->shared)
				sched_yield();
		}
		gap_use(NULL);
		atomic_store(&runner->idle, true);
	}
	return NULL;
}

/* Reader n of them could not be started: those before it go, too. */
static struct racer *not_started(struct racer *racer, unsigned int n, char *why, size_t size)
{
	atomic_store(&racer->over, true);
	for (unsigned int i = 0; i < n; i++)
		pthread_join(racer->runners[i].thread, NULL);
	free(racer);
	snprintf(why, size, "reader %u can't be started", n);
	return NULL;
}

struct racer *racer_new(unsigned int readers, char *why, size_t size)
{
	unsigned int cpus[64], ncpus = pin_allowed(cpus, ARRAY_SIZE(cpus));
	struct racer *racer = aligned_alloc(64, (sizeof(*racer) + 63) / 64 * 64);
	struct tsc_skews *skews = calloc(1, sizeof(*skews));

	snprintf(why, size, "no memory");
	if (!racer || !skews || !ncpus)
		goto fail;
	memset(racer, 0, sizeof(*racer));
	racer->nreaders = readers < RACER_READERS_MAX ? readers : RACER_READERS_MAX;
	racer->shared = ncpus <= racer->nreaders;
	racer->log.tsc_hz = tsc_measure_hz();
	skews->cpus = cpus;
	skews->n = racer->shared ? ncpus : racer->nreaders + 1;
	if (!tsc_skews_measure(skews, racer->log.tsc_hz, why, size))
		goto fail;
	racer->log.margin = skews->margin + 16;
	free(skews);
	pin_self(cpus[0]);
	for (unsigned int i = 0; i < racer->nreaders; i++) {
		struct runner *runner = &racer->runners[i];

		runner->racer = racer;
		runner->cpu = cpus[(i + 1) % ncpus];
		runner->idle = true;
		if (pthread_create(&runner->thread, NULL, runner_main, runner))
			return not_started(racer, i, why, size);
	}
	return racer;
fail:
	free(skews);
	free(racer);
	return NULL;
}

static struct gap make_gap(const struct racer *racer, const struct format *format)
{
	return (struct gap){.page = racer->page,
			    .size = format->page_size,
			    .tsc_hz = racer->log.tsc_hz,
			    .stop = &racer->stop,
			    .yield = racer->shared};
}

static void start_page(struct racer *racer, const struct format *format,
		       const struct schedule *schedule)
{
	struct schedule first = *schedule;

	first.tsc = stamp();
	first.value = ORIGIN;
	racer->page = racer->room + schedule->placement;
	memset(racer->room, 0, sizeof(racer->room));
	generation_first(format, &first, &racer->log.clocks[0]);
	generation_page(format, &racer->log.clocks[0], racer->page);
	sequence_put(format, racer->page, schedule->sequence);
	racer->log.begin[0] = 0;
	racer->log.end[0] = 0;
	racer->log.sequence[0] = schedule->sequence;
	racer->log.nclocks = 1;
}

static void start_readers(struct racer *racer, const struct format *format,
			  const struct guest *guest, const struct racer_pause *pauses,
			  unsigned int npauses)
{
	racer->guest = guest;
	atomic_store(&racer->stop, false);
	for (unsigned int i = 0; i < racer->nreaders; i++) {
		struct runner *runner = &racer->runners[i];

		runner->pause = npauses ? pauses[i % npauses] : (struct racer_pause){0};
		runner->gap = make_gap(racer, format);
	}
	atomic_fetch_add(&racer->race, 1);
	for (unsigned int i = 0; i < racer->nreaders; i++)
		while (atomic_load(&racer->runners[i].seen) != atomic_load(&racer->race))
			give_way(racer);
}

/* The clock of an update: as the schedule says, but for a step that tells it from the others. */
static void make_generation(struct racer *racer, const struct format *format, struct update *update)
{
	unsigned int k = racer->log.nclocks;
	u64 now = stamp();

	if (update->kind != UPDATE_REFRESH) {
		update->step = (s64)(STEP << k);
		if (update->kind == UPDATE_STEP_BACK)
			update->step = -update->step / 4;
		else
			update->kind = UPDATE_STEP_FORWARD;
	}
	generation_next(format, &racer->log.clocks[k - 1], update, now, now, &racer->log.clocks[k]);
}

static void play(struct racer *racer, const struct format *format, const struct host *host,
		 const struct schedule *schedule)
{
	struct gap gap = make_gap(racer, format);

	gap_use(&gap);
	for (unsigned int i = 0; i < schedule->nupdates; i++) {
		struct update update = schedule->updates[i];
		unsigned int k = racer->log.nclocks;

		gap_wait(&gap, update.hold % RACER_TICKS_MAX);
		update.lead %= RACER_TICKS_MAX;
		update.gap = update.gap > 1 ? update.gap * 64 % RACER_TICKS_MAX : 0;
		for (unsigned int g = 0; g < GAPS_MAX; g++)
			update.gaps[g] %= RACER_TICKS_MAX;
		update.dies_after = -1;
		make_generation(racer, format, &update);
		gap.update = &update;
		gap.stores = 0;
		racer->log.sequence[k] = sequence_get(format, racer->page);
		racer->log.begin[k] = stamp();
		vcpus_publish(host, racer->page, format->page_size, racer->log.clocks[k].params,
			      format->params_size, 1);
		smp_mb(); /* the last store is visible before the stamp; pairs with nothing: TSO */
		racer->log.end[k] = stamp();
		gap.update = NULL;
		racer->log.nclocks++;
		if (host->own_params)
			generation_adopt(format, &racer->log.clocks[k], racer->page);
	}
	gap_wait(&gap, schedule->tail % RACER_TICKS_MAX);
	gap_use(NULL);
}

/*
 * Wait until the readers are out of the guest. One that is in there although nothing changes any
 * more is let go. Its accesses tell, not the time: it may wait for a CPU for long.
 */
static void end_race(struct racer *racer, const struct format *format, struct racer_result *result)
{
	u32 before[RACER_READERS_MAX];

	atomic_store(&racer->stop, true);
	atomic_fetch_add(&racer->race, 1);
	for (unsigned int i = 0; i < racer->nreaders; i++)
		before[i] = READ_ONCE(racer->runners[i].gap.accesses);
	for (unsigned int i = 0; i < racer->nreaders; i++) {
		const struct runner *runner = &racer->runners[i];

		while (!atomic_load(&runner->idle)) {
			u32 accesses = READ_ONCE(runner->gap.accesses) - before[i];

			if (!result->stuck && accesses >= RACER_PATIENCE) {
				result->stuck = true;
				result->stuck_reader = i;
				result->stuck_accesses = accesses;
				sequence_put(format, racer->page, STABLE);
			}
			give_way(racer);
		}
	}
	if (result->stuck) {
		const struct runner *runner = &racer->runners[result->stuck_reader];

		result->stuck_read = runner->reads[runner->nreads - 1];
	}
}

static void judge(const struct racer *racer, const struct format *format, unsigned int reader,
		  const struct racer_read *read, struct racer_result *result)
{
	const struct racer_log *log = &racer->log;

	result->reads++;
	for (unsigned int k = 1; k < log->nclocks; k++)
		if (read->s <= log->end[k] && read->e >= log->begin[k]) {
			result->overlapped++;
			break;
		}
	if (read->fell_back)
		return;
	result->accepted++;
	if (result->illegal || racer_legal(log, format, read))
		return;
	result->illegal = true;
	result->illegal_reader = reader;
	result->illegal_read = *read;
}

void racer_run(struct racer *racer, const struct format *format, const struct host *host,
	       const struct guest *guest, const struct schedule *schedule,
	       const struct racer_pause *pauses, unsigned int npauses, struct racer_result *result)
{
	memset(result, 0, sizeof(*result));
	result->log = &racer->log;
	start_page(racer, format, schedule);
	start_readers(racer, format, guest, pauses, npauses);
	play(racer, format, host, schedule);
	end_race(racer, format, result);
	for (unsigned int i = 0; i < racer->nreaders; i++) {
		struct runner *runner = &racer->runners[i];

		/* one that had to be let go has seen a page that was no update */
		runner->nreads -= result->stuck && runner->nreads;
		for (unsigned int r = 0; r < runner->nreads; r++)
			judge(racer, format, i, &runner->reads[r], result);
	}
}

const struct racer_read *racer_reads(const struct racer *racer, unsigned int reader,
				     unsigned int *n)
{
	if (reader >= racer->nreaders)
		return NULL;
	*n = racer->runners[reader].nreads;
	return racer->runners[reader].reads;
}
