/* Plays short races; one race at a time, one racer per process. */
#define _GNU_SOURCE
#include "fuzz/racer.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock/generation.h"
#include "stress/gap.h"
#include "stress/pin.h"
#include "stress/stamp.h"
#include "stress/tsc.h"

#define READS_MAX 4096	      /* of one reader in one race; it reads no more then */
#define STEP ((u64)1 << 33)   /* units by which neighbouring clocks differ at least */
#define ORIGIN ((u64)1 << 40) /* what the first clock gives at the start */
#define PATIENCE 20	      /* parts of a second until a read is stuck that sees no update */
#define ROOM 256	      /* bytes for a page and where it lies in its cache line */

struct record {
	u64 s, e, value;
	bool fell_back;
};

struct runner {
	_Alignas(64) _Atomic u64 seen; /* the race that it is in, or was in last */
	_Atomic bool reading, idle;
	struct racer *racer;
	pthread_t thread;
	unsigned int cpu;
	unsigned int nrecords;
	struct gap gap;
	struct racer_pause pause;
	struct record records[READS_MAX];
};

struct racer {
	_Alignas(64) _Atomic u64 race; /* odd while one is on */
	_Atomic bool stop;	       /* ends pauses */
	_Alignas(64) u8 room[ROOM];
	u8 *page;
	const struct guest *guest;
	unsigned int nreaders;
	bool shared; /* there is one CPU for all */
	u64 tsc_hz, margin;
	struct runner runners[RACER_READERS_MAX];
	unsigned int ngenerations;
	struct generation generations[UPDATES_MAX + 1];
	u64 begin[UPDATES_MAX + 1], end[UPDATES_MAX + 1];
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
	struct record *record = &runner->records[runner->nrecords];

	runner->gap.countdown = runner->pause.at;
	runner->gap.pause = runner->pause.ticks;
	record->s = stamp();
	record->fell_back = !runner->racer->guest->read(runner->racer->page, &record->value);
	record->e = stamp();
	runner->nrecords++;
}

static void *runner_main(void *arg)
{
	struct runner *runner = arg;
	struct racer *racer = runner->racer;

	pin_self(runner->cpu);
	for (;;) {
		u64 race = atomic_load(&racer->race);

		if (!(race & 1) || race == atomic_load(&runner->seen)) {
			give_way(racer);
			continue;
		}
		runner->nrecords = 0;
		gap_use(&runner->gap);
		atomic_store(&runner->idle, false);
		atomic_store(&runner->seen, race);
		while (atomic_load(&racer->race) == race && runner->nrecords < READS_MAX) {
			read_once(runner);
			if (racer->shared)
				sched_yield();
		}
		gap_use(NULL);
		atomic_store(&runner->idle, true);
	}
	return NULL;
}

/* The largest distance between the TSCs of the writer's CPU and the readers'. */
static bool measure_margin(struct racer *racer, unsigned int cpu, char *why, size_t size)
{
	for (unsigned int i = 0; i < racer->nreaders; i++) {
		s64 low = -((s64)1 << 40), high = (s64)1 << 40;

		if (racer->runners[i].cpu == cpu)
			continue;
		if (tsc_measure_skew(cpu, racer->runners[i].cpu, &low, &high)) {
			snprintf(why, size, "the skew of the CPUs can't be measured");
			return false;
		}
		low = low < 0 ? -low : low;
		high = high < 0 ? -high : high;
		racer->margin = (u64)low > racer->margin ? (u64)low : racer->margin;
		racer->margin = (u64)high > racer->margin ? (u64)high : racer->margin;
	}
	racer->margin += 16;
	return true;
}

struct racer *racer_new(unsigned int readers, char *why, size_t size)
{
	unsigned int cpus[64], ncpus = pin_allowed(cpus, ARRAY_SIZE(cpus));
	struct racer *racer = aligned_alloc(64, (sizeof(*racer) + 63) / 64 * 64);
	const char *problem = tsc_problem();

	if (problem || !racer || !ncpus) {
		snprintf(why, size, "%s", problem ? problem : "no memory");
		free(racer);
		return NULL;
	}
	memset(racer, 0, sizeof(*racer));
	racer->nreaders = readers < RACER_READERS_MAX ? readers : RACER_READERS_MAX;
	racer->shared = ncpus <= racer->nreaders;
	racer->tsc_hz = tsc_measure_hz();
	for (unsigned int i = 0; i < racer->nreaders; i++) {
		racer->runners[i].racer = racer;
		racer->runners[i].cpu = cpus[(i + 1) % ncpus];
		racer->runners[i].idle = true;
	}
	if (!measure_margin(racer, cpus[0], why, size)) {
		free(racer);
		return NULL;
	}
	pin_self(cpus[0]);
	for (unsigned int i = 0; i < racer->nreaders; i++) {
		struct runner *runner = &racer->runners[i];

		if (pthread_create(&runner->thread, NULL, runner_main, runner)) {
			/* those that run already can't be taken back: they wait for ever */
			snprintf(why, size, "reader %u can't be started", i);
			return NULL;
		}
	}
	return racer;
}

static void set_sequence(struct racer *racer, const struct format *format, u32 sequence)
{
	for (unsigned int f = 0; f < format->nfields; f++)
		if (format->fields[f].role == FIELD_SEQUENCE)
			memcpy(racer->page + format->fields[f].offset, &sequence,
			       format->fields[f].size);
}

static void start_page(struct racer *racer, const struct format *format,
		       const struct schedule *schedule)
{
	struct schedule first = *schedule;

	first.tsc = stamp();
	first.value = ORIGIN;
	racer->page = racer->room + schedule->placement;
	memset(racer->room, 0, sizeof(racer->room));
	generation_first(format, &first, &racer->generations[0]);
	memcpy(racer->page, racer->generations[0].page, format->page_size);
	set_sequence(racer, format, schedule->sequence);
	racer->begin[0] = 0;
	racer->end[0] = 0;
	racer->ngenerations = 1;
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
		runner->gap = (struct gap){.page = racer->page,
					   .size = format->page_size,
					   .tsc_hz = racer->tsc_hz,
					   .stop = &racer->stop,
					   .yield = racer->shared};
	}
	atomic_fetch_add(&racer->race, 1);
	for (unsigned int i = 0; i < racer->nreaders; i++)
		while (atomic_load(&racer->runners[i].seen) != atomic_load(&racer->race))
			give_way(racer);
}

/* The clock of an update: as the schedule says, but for a step that tells it from the others. */
static void make_generation(struct racer *racer, const struct format *format, struct update *update)
{
	unsigned int k = racer->ngenerations;
	u64 now = stamp();

	if (update->kind != UPDATE_REFRESH) {
		bool back = update->kind == UPDATE_STEP_BACK;

		update->kind = back ? UPDATE_STEP_BACK : UPDATE_STEP_FORWARD;
		update->step = (s64)(STEP << k);
		if (back)
			update->step = -update->step / 4;
	}
	generation_next(format, &racer->generations[k - 1], update, now, now,
			&racer->generations[k]);
}

static void play(struct racer *racer, const struct format *format, const struct host *host,
		 const struct schedule *schedule)
{
	struct gap gap = {.page = racer->page,
			  .size = format->page_size,
			  .tsc_hz = racer->tsc_hz,
			  .stop = &racer->stop,
			  .yield = racer->shared};

	gap_use(&gap);
	for (unsigned int i = 0; i < schedule->nupdates; i++) {
		struct update update = schedule->updates[i];
		unsigned int k = racer->ngenerations;

		gap_wait(&gap, update.hold % RACER_TICKS_MAX);
		update.lead %= RACER_TICKS_MAX;
		update.gap = update.gap > 1 ? update.gap * 64 % RACER_TICKS_MAX : 0;
		for (unsigned int g = 0; g < GAPS_MAX; g++)
			update.gaps[g] %= RACER_TICKS_MAX;
		update.dies_after = -1;
		make_generation(racer, format, &update);
		gap.update = &update;
		gap.stores = 0;
		racer->begin[k] = stamp();
		host->publish(racer->page, racer->generations[k].params);
		smp_mb(); /* the last store is visible before the stamp; pairs with nothing: TSO */
		racer->end[k] = stamp();
		gap.update = NULL;
		racer->ngenerations++;
		if (host->own_params)
			generation_adopt(format, &racer->generations[k], racer->page);
	}
	gap_wait(&gap, schedule->tail % RACER_TICKS_MAX);
	gap_use(NULL);
}

/* Wait until the readers are out of the guest; let those go that would wait for ever. */
static bool end_race(struct racer *racer, const struct format *format,
		     const struct schedule *schedule)
{
	u64 until = stamp() + racer->tsc_hz / PATIENCE;
	bool stuck = false;

	atomic_store(&racer->stop, true);
	atomic_fetch_add(&racer->race, 1);
	for (unsigned int i = 0; i < racer->nreaders; i++)
		while (!atomic_load(&racer->runners[i].idle)) {
			if (stamp() > until && !stuck) {
				stuck = true;
				set_sequence(racer, format, schedule->sequence);
			}
			give_way(racer);
		}
	return stuck;
}

/* Is value one that some clock gave between s and e? If not, *result has the nearest. */
static bool legal(const struct racer *racer, const struct format *format,
		  const struct record *record, struct racer_result *result)
{
	u64 nearest = ~(u64)0;

	for (unsigned int k = 0; k < racer->ngenerations; k++) {
		const struct generation *generation = &racer->generations[k];
		u64 from = record->s - racer->margin, to = record->e + racer->margin, low, high;

		if (k && racer->begin[k] - racer->margin > from)
			from = racer->begin[k] - racer->margin;
		if (k + 1 < racer->ngenerations && racer->end[k + 1] + racer->margin < to)
			to = racer->end[k + 1] + racer->margin;
		if (from > to)
			continue;
		low = generation_time(format, generation, from);
		high = generation_time(format, generation, to);
		if (record->value >= low && record->value <= high)
			return true;
		if (record->value - high < nearest || low - record->value < nearest) {
			nearest = record->value > high ? record->value - high : low - record->value;
			result->low = low;
			result->high = high;
		}
	}
	return false;
}

static void judge(const struct racer *racer, const struct format *format,
		  const struct record *record, struct racer_result *result)
{
	result->reads++;
	for (unsigned int k = 1; k < racer->ngenerations; k++)
		if (record->s <= racer->end[k] && record->e >= racer->begin[k]) {
			result->overlapped++;
			break;
		}
	if (record->fell_back)
		return;
	result->accepted++;
	if (result->illegal || legal(racer, format, record, result))
		return;
	result->illegal = true;
	result->value = record->value;
	result->s = record->s;
	result->e = record->e;
}

void racer_run(struct racer *racer, const struct format *format, const struct host *host,
	       const struct guest *guest, const struct schedule *schedule,
	       const struct racer_pause *pauses, unsigned int npauses, struct racer_result *result)
{
	memset(result, 0, sizeof(*result));
	start_page(racer, format, schedule);
	start_readers(racer, format, guest, pauses, npauses);
	play(racer, format, host, schedule);
	result->stuck = end_race(racer, format, schedule);
	for (unsigned int i = 0; i < racer->nreaders; i++) {
		const struct runner *runner = &racer->runners[i];
		/* one that had to be let go has seen a page that was no update */
		unsigned int n = runner->nrecords - (result->stuck && runner->nrecords);

		for (unsigned int r = 0; r < n; r++)
			judge(racer, format, &runner->records[r], result);
	}
}
