/* From what the code shows to the logs that are explored, and what that proves. */
#include "verify/proof.h"

#include <stdlib.h>

#include "clock/scenario.h"
#include "clock/sequence.h"
#include "verify/course.h"

#define STARTS_MAX 96
#define PROOF_EXECUTIONS 6000000 /* more than that is left to the enumeration of short schedules */
#define PROOF_ORDERS 64		 /* orders of visibility of one log, at most */
#define POINTS_UPDATES 3	 /* at most, where values are tried */
#define DEATHS 7		 /* none, or after one of the first six stores */

struct start {
	u64 sequence;
	unsigned int updates;
};

struct prover {
	struct run *run;
	const struct verify_options *options;
	struct verdict verdict; /* of what is explored here */
	struct verdict *whole;
	struct claim *claim;
	struct course course;
	struct schedule *wrong;
	u64 most;	   /* executions */
	unsigned int room; /* updates that a log holds */
	bool spills;	   /* stores of two updates are without an order between them */
	bool wide;	   /* a load that decides is of several fields */
	bool changes;	   /* the page is valid at times, and at times not */
	unsigned int nstarts;
	struct start starts[STARTS_MAX];
};

static enum proof refuse(struct prover *prover, const struct site *site, const char *why)
{
	prover->claim->why = why;
	prover->claim->against = site;
	return PROOF_NONE;
}

/* What of a log matters for how many updates are needed. */
static void look_at_log(struct prover *prover)
{
	const struct log *log = machine_log(prover->run->machine);

	for (unsigned int i = 1; i < log->nevents; i++)
		if (log->events[i].update != log->events[i - 1].update &&
		    log->events[i].enter <= log->events[i - 1].force)
			prover->spills = true;
	for (unsigned int i = 1; i < log->nsteps; i++)
		prover->changes = prover->changes || log->valid[i] != log->valid[0];
}

/*
 * A schedule of n updates: the clocks are of no matter, as long as they differ. jumps: the TSC jumps in each, which
 * leaves each clock the shortest time that it may be due.
 */
static void make_schedule(struct prover *prover, const struct start *start, u16 placement,
			  unsigned int death, bool jumps)
{
	struct schedule *schedule = &prover->run->schedule;

	scenario_row(prover->options->format, prover->options->host, 0, start->updates, schedule);
	schedule->sequence = start->sequence;
	schedule->placement = placement;
	for (unsigned int u = 0; u < start->updates; u++) {
		struct update *update = &schedule->updates[u];

		if (jumps)
			scenario_plain_update(update, UPDATE_TSC_JUMP, schedule->rate, u % 2);
		/* no two alike, so that a value tells which of them a guest has made it of */
		update->rate = schedule->rate - (u + 1) * (schedule->rate / 64 + 1);
	}
	if (death && start->updates)
		schedule->updates[start->updates - 1].dies_after = (int)death;
}

/* All reads of one log, in each order of visibility. */
static enum proof explore(struct prover *prover, const struct start *start, u16 placement,
			  unsigned int death, bool jumps)
{
	struct run *run = prover->run;
	struct choice *choice = run->schedule_choice;
	unsigned int orders = 0;

	make_schedule(prover, start, placement, death, jumps);
	run->schedule_choices = 0;
	choice_exhaustive(choice);
	do {
		choice_begin(choice);
		if (++orders > PROOF_ORDERS)
			return refuse(prover, NULL,
				      "the stores of many updates have too many orders");
		run_log(run);
		look_at_log(prover);
		prover->claim->structures++;
		if (run_stopped(run))
			return PROOF_STOPPED;
		/* if shorter ones are as bad, they will say so */
		if (prover->verdict.error[0])
			return refuse(prover, NULL, "logs of many updates can't be run");
		if (run->structure.violations && !run->structure.all)
			*prover->wrong = run->schedule;
		if (machine_grounds(run->machine)->why)
			return refuse(prover, machine_grounds(run->machine)->against,
				      machine_grounds(run->machine)->why);
		if (prover->wrong->nupdates)
			return PROOF_WRONG;
		if (run->structure.untold)
			return refuse(
				prover, NULL,
				"a read loads a parameter or samples the TSC twice, or returns "
				"another time than theirs");
		if (!run_memoryless(run))
			return refuse(prover, machine_carrying_loop(run->machine),
				      "a retry loop carries something over");
		if (prover->verdict.executions >= prover->most)
			return refuse(prover, NULL, "it has too many executions");
	} while (choice_next(choice));
	return PROOF_HOLDS;
}

/* At each placement, with each death that is asked for, and with a TSC that jumps if the host stops vCPUs itself. */
static enum proof explore_all(struct prover *prover, const struct start *start)
{
	const struct format *format = prover->options->format;
	unsigned int deaths = prover->options->deaths ? DEATHS : 1;
	enum proof proof = PROOF_HOLDS;

	for (unsigned int i = 0; i < format->nplacements * deaths && proof == PROOF_HOLDS; i++) {
		u16 placement = format->placements[i / deaths];

		proof = explore(prover, start, placement, i % deaths, false);
		if (proof == PROOF_HOLDS && machine_grounds(prover->run->machine)->freezes)
			proof = explore(prover, start, placement, i % deaths, true);
	}
	run_watch(prover->run);
	return proof;
}

/*
 * Updates that a violation can't do without: those that the loads see which decide, two that a tear is of or a
 * clock and the one after it, twice for two reads that go backwards, whose clocks share one; the one that last
 * made the page valid, the one that the host died in.
 */
static unsigned int updates_needed(const struct prover *prover)
{
	const struct grounds *grounds = machine_grounds(prover->run->machine);
	unsigned int kept = 2 * grounds->steering + 3 + prover->changes + prover->options->deaths;

	/* where bytes of one load are not stored in the same updates, twice as many */
	if (prover->wide)
		kept += 2 * grounds->steering;
	/* where blocks reach from one update into the next, their neighbours as well */
	if (prover->spills)
		kept *= 3;
	/* and before each as many as it takes until what is tested is as it was */
	return kept * prover->course.period;
}

static void add_start(struct prover *prover, u64 sequence, unsigned int updates)
{
	struct start *start = prover->starts;

	if (updates > prover->room)
		updates = prover->room;
	for (unsigned int i = 0; i < prover->nstarts; i++, start++) {
		if (start->sequence != sequence)
			continue;
		if (updates > start->updates)
			start->updates = updates;
		return;
	}
	if (prover->nstarts == STARTS_MAX)
		refuse(prover, NULL, "there are too many sequences to start with");
	else
		prover->starts[prover->nstarts++] =
			(struct start){.sequence = sequence, .updates = updates};
}

/* From so many updates before the first of some special sequences to as many after the last. */
static void add_window(struct prover *prover, u64 first, u64 apart)
{
	u64 max = sequence_max(prover->options->format), step = prover->course.step;
	unsigned int n = prover->claim->updates;
	u64 length = 2 * (u64)n + 2 + apart / step;

	for (u64 low = 0; low < step; low++) {
		u64 sequence = (first - step * n - low) & max;

		if (!course_comes_to(prover->run, &prover->course, sequence))
			continue;
		/* a host dies in the last update: of each of them, then */
		if (length <= prover->room && !prover->options->deaths) {
			add_start(prover, sequence, (unsigned int)length);
			continue;
		}
		for (u64 at = 0; at <= n + 1 + apart / step; at++) {
			add_start(prover, sequence, n);
			if (!course_next(prover->run, &sequence))
				break;
		}
	}
}

/*
 * Special sequences: in one window where they are near, else as far apart as a read must not span.
 */
static void add_windows(struct prover *prover)
{
	const struct course *course = &prover->course;
	u64 max = sequence_max(prover->options->format), widest = 0;
	unsigned int n = course->nspecial, from = 0;
	u64 near = course->step * (2 * (u64)prover->claim->updates + 4), first;

	for (unsigned int i = 0; i < n; i++) {
		u64 gap = (course->special[(i + 1) % n] - course->special[i]) & max;

		if (gap >= widest) {
			widest = gap;
			from = (i + 1) % n;
		}
	}
	if (!n)
		return;
	first = course->special[from];
	for (unsigned int i = 0; i < n; i++) {
		u64 at = course->special[(from + i) % n];
		u64 gap = (course->special[(from + i + 1) % n] - at) & max;

		if (i + 1 < n && gap <= near)
			continue;
		add_window(prover, first, (at - first) & max);
		first = course->special[(from + i + 1) % n];
		if (n > 1 && gap / course->step < prover->claim->span)
			prover->claim->span = gap / course->step;
	}
}

static void add_starts(struct prover *prover)
{
	const struct verify_options *options = prover->options;
	u64 sequence;

	prover->nstarts = 0;
	for (unsigned int i = 0; scenario_start(options->format, options->host, i, &sequence); i++)
		add_start(prover, sequence, prover->claim->updates);
	if (sequence_max(options->format))
		add_windows(prover);
}

/* Does the guest decide by a load of more than one field, or of part of one beside another? */
static bool loads_widely(const struct prover *prover)
{
	const struct grounds *grounds = machine_grounds(prover->run->machine);
	const struct format *format = prover->options->format;

	for (unsigned int i = 0; i < grounds->nguest; i++) {
		const struct ground *ground = &grounds->guest[i];

		if (field_at(format, ground->offset, format->nfields) !=
		    field_at(format, ground->offset + ground->size - 1u, format->nfields))
			return true;
	}
	return false;
}

/* How many updates, from which starts? */
static enum proof plan(struct prover *prover)
{
	struct claim *claim = prover->claim;
	unsigned int asked = prover->options->updates;

	course_find(prover->run, &prover->course);
	prover->wide = loads_widely(prover);
	if (prover->course.why)
		return refuse(prover, prover->course.against, prover->course.why);
	if (sequence_max(prover->options->format) && !prover->course.step)
		return refuse(prover, NULL,
			      "the sequence does not go on by the same in each update");
	if (prover->course.step > 64)
		return refuse(prover, NULL, "the sequence goes on by too much in an update");
	if (prover->course.period > COURSE_PERIOD_MAX)
		return refuse(prover, NULL,
			      "the bits of the sequence that are tested come round too late");
	prover->room = EVENTS_MAX / (prover->course.events + 1);
	if (prover->room > UPDATES_MAX)
		prover->room = UPDATES_MAX;
	claim->period = prover->course.period;
	claim->span = prover->course.span;
	claim->counted = prover->course.counted;
	claim->updates = updates_needed(prover);
	if (claim->updates < asked && asked <= prover->room)
		claim->updates = asked;
	if (claim->updates > prover->room)
		return refuse(prover, NULL, "it would take more updates than a log has room for");
	add_starts(prover);
	if (claim->why)
		return PROOF_NONE;
	if (claim->span <= claim->updates)
		return refuse(prover, NULL,
			      "what the guest compares comes round after a few updates");
	return PROOF_HOLDS;
}

static void by_label(struct prover *prover, bool labels, bool all)
{
	prover->run->structure = (struct structure){.on = labels, .all = all};
	run_setup(prover->run, false, prover->options->retries);
}

/* First short logs, where a violation is found soonest, then as long ones as it takes. */
static enum proof explore_structures(struct prover *prover)
{
	const struct grounds *grounds = machine_grounds(prover->run->machine);
	struct start start = {.updates = 1};
	unsigned int planned, seen;
	enum proof proof = PROOF_HOLDS;

	scenario_start(prover->options->format, prover->options->host, 0, &start.sequence);
	for (; start.updates <= 2 && proof == PROOF_HOLDS; start.updates++)
		proof = explore_all(prover, &start);
	do {
		if (proof == PROOF_HOLDS)
			proof = plan(prover);
		planned = prover->claim->updates;
		seen = grounds->nhost + grounds->nguest;
		for (unsigned int i = 0; i < prover->nstarts && proof == PROOF_HOLDS; i++)
			proof = explore_all(prover, &prover->starts[i]);
		/* a longer log may have shown more that decides */
	} while (proof == PROOF_HOLDS &&
		 (updates_needed(prover) > planned || grounds->nhost + grounds->nguest > seen));
	return proof;
}

/* One read at each moment of a log, which stays there, for what its clocks come to. */
static bool read_at_rest(struct prover *prover)
{
	struct run *run = prover->run;
	struct choice *reads = run->read_choice;
	u64 trace = 0;

	if (!machine_host(run->machine, prover->options->host, &run->schedule,
			  run->schedule_choice))
		return false;
	prover->verdict.runs++;
	oracle_begin(run->oracle, run->machine, prover->options->format);
	for (u16 step = 0; step < machine_steps(run->machine, 0); step++) {
		u16 taken[2] = {0, step}, partial = machine_log(run->machine)->partial;

		choice_replay(reads, taken + !partial, 1u + partial);
		choice_begin(reads);
		prover->verdict.executions++;
		if (!run_judge(run, machine_read(run->machine, prover->options->guest, reads),
			       &trace))
			return false;
	}
	return !verdict_violations(&prover->verdict);
}

/* The clocks of all short schedules, from one start: the guest's arithmetic knows no other part of them. */
static enum proof judge_points(struct prover *prover)
{
	struct run *run = prover->run;
	struct choice *choice = run->schedule_choice;
	u64 before = prover->verdict.accepted, first = 0;
	bool right = true, more = true;

	by_label(prover, false, false);
	scenario_start(prover->options->format, prover->options->host, 0, &first);
	for (unsigned int n = 1; n <= prover->options->updates && n <= POINTS_UPDATES && right;
	     n++) {
		choice_exhaustive(choice);
		do {
			choice_begin(choice);
			scenario_choose(choice, prover->options->format, prover->options->host, n,
					false, &run->schedule);
			run->schedule_choices = choice->n;
			more = run->schedule.sequence == first &&
			       run->schedule.placement == prover->options->format->placements[0];
			if (more) {
				right = read_at_rest(prover);
				choice->n = run->schedule_choices;
				more = choice_next(choice);
			}
			run_watch(run);
			if (prover->verdict.executions > prover->most)
				return refuse(prover, NULL, "it has too many executions");
		} while (right && more && !run_stopped(run));
	}
	prover->claim->points = prover->verdict.accepted - before;
	if (prover->verdict.error[0] || run_stopped(run))
		return PROOF_STOPPED;
	return right ? PROOF_HOLDS : PROOF_WRONG;
}

bool proof_clocks(unsigned int i, struct schedule *schedule)
{
	static const enum update_kind kinds[][2] = {
		{UPDATE_SLOWER, UPDATE_FASTER},	      {UPDATE_FASTER, UPDATE_SLOWER},
		{UPDATE_STEP_FORWARD, UPDATE_SLOWER}, {UPDATE_SLOWER, UPDATE_STEP_FORWARD},
		{UPDATE_STEP_BACK, UPDATE_FASTER},    {UPDATE_TSC_JUMP, UPDATE_SLOWER},
		{UPDATE_PAUSE, UPDATE_FASTER},
	};
	const struct pace *pace = scenario_pace(i / ARRAY_SIZE(kinds) / 2);
	bool steep = i / ARRAY_SIZE(kinds) % 2; /* a thousand times as fast, or as slow */
	u64 rate;

	if (!pace)
		return false;
	scenario_plain_clock(schedule);
	schedule->tail = pace->tail;
	rate = schedule->rate;
	for (unsigned int u = 0; u < schedule->nupdates; u++) {
		struct update *update = &schedule->updates[u];
		int dies_after = update->dies_after;

		memset(update, 0, sizeof(*update));
		update->dies_after = dies_after;
		scenario_plain_update(update, kinds[i % ARRAY_SIZE(kinds)][u % 2], rate, u % 2);
		if (steep && update->rate < rate)
			update->rate = rate >> 10 ? rate >> 10 : 1;
		else if (steep && update->rate > rate)
			update->rate = schedule->rate;
		update->hold = pace->hold;
		update->lead = pace->lead;
		update->gap = pace->gap;
		rate = update->rate;
	}
	return true;
}

/* A prover for run, whose counts are its own until prover_end(); NULL without memory. */
static struct prover *prover_begin(struct run *run, struct schedule *wrong)
{
	struct prover *prover = calloc(1, sizeof(*prover));

	if (!prover)
		return NULL;
	prover->run = run;
	prover->options = run->options;
	prover->whole = run->verdict;
	prover->claim = &run->verdict->claim;
	prover->wrong = wrong;
	prover->verdict = (struct verdict){.first = VIOLATION_NONE};
	prover->most = PROOF_EXECUTIONS;
	if (run->options->limit && run->options->limit < prover->most)
		prover->most = run->options->limit;
	wrong->nupdates = 0;
	run->verdict = &prover->verdict;
	return prover;
}

static void prover_end(struct prover *prover)
{
	struct run *run = prover->run;

	by_label(prover, false, false);
	run->verdict = prover->whole;
	run->limit = run->options->limit;
	verdict_free(&prover->verdict);
	free(prover);
}

enum proof proof_explore(struct run *run, struct schedule *wrong)
{
	struct verdict *verdict = run->verdict;
	struct prover *prover;
	enum proof proof;

	if (run->options->host->own_params) {
		verdict->claim.why = "the host computes its own parameters";
		return PROOF_NONE;
	}
	prover = prover_begin(run, wrong);
	if (!prover)
		return PROOF_NONE;
	by_label(prover, true, false);
	proof = explore_structures(prover);
	verdict->claim.reads = prover->verdict.accepted + prover->verdict.fell_back;
	if (proof == PROOF_HOLDS)
		proof = judge_points(prover);
	if (proof == PROOF_STOPPED)
		memcpy(verdict->error, prover->verdict.error, sizeof(verdict->error));
	if (proof == PROOF_HOLDS || proof == PROOF_STOPPED)
		run_add_counts(verdict, &prover->verdict);
	if (proof == PROOF_HOLDS)
		verdict->schedules = verdict->explored = verdict->planned = prover->verdict.runs;
	if (!verdict->floor)
		verdict->floor = prover->verdict.floor;
	if (!verdict->undone) {
		verdict->undone = prover->verdict.undone;
		verdict->undone_by = prover->verdict.undone_by;
	}
	prover_end(prover);
	return proof;
}

enum proof proof_kinds(struct run *run, unsigned int updates, u32 *kinds)
{
	struct schedule wrong;
	struct prover *prover = prover_begin(run, &wrong);
	struct start start = {.updates = 1};
	enum proof proof = PROOF_HOLDS;

	if (!prover)
		return PROOF_NONE;
	by_label(prover, true, true);
	for (; start.updates <= updates && proof == PROOF_HOLDS; start.updates++)
		for (unsigned int i = 0; proof == PROOF_HOLDS &&
					 scenario_start(prover->options->format,
							prover->options->host, i, &start.sequence);
		     i++)
			proof = explore_all(prover, &start);
	*kinds = run->structure.violations;
	prover_end(prover);
	return proof;
}
