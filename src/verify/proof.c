/* From what the code shows to the logs that are explored, and what that proves. */
#include "verify/prover.h"

#include <stdlib.h>

#include "clock/scenario.h"

#define PROOF_EXECUTIONS 6000000 /* more than that is left to the enumeration of short schedules */
#define PROOF_ORDERS 64		 /* orders of visibility of one log, at most */
#define KINDS 3000		 /* after the first violation, for other kinds */
#define DEATHS 7		 /* none, or after one of the first six stores */

enum proof prover_refuse(struct prover *prover, const struct site *site, const char *why)
{
	prover->claim->why = why;
	prover->claim->against = site;
	return PROOF_NONE;
}

void prover_by_label(struct prover *prover, bool labels, u64 more)
{
	prover->run->structure = (struct structure){.on = labels, .more = more};
	run_setup(prover->run, false, prover->options->retries);
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

/* All reads of a row of updates, in each order of visibility. */
static enum proof explore_orders(struct prover *prover, const struct start *start, u16 placement,
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
		if (++orders > PROOF_ORDERS && prover->wrong->nupdates)
			break;
		if (orders > PROOF_ORDERS)
			return prover_refuse(prover, NULL,
					     "the stores of many updates have too many orders");
		run_log(run);
		look_at_log(prover);
		if (run_stopped(run))
			return PROOF_STOPPED;
		/* if shorter ones are as bad, they will say so */
		if (prover->verdict.error[0])
			return prover_refuse(prover, NULL, "logs of many updates can't be run");
		if (run->structure.violations && run->structure.more < U64_MAX &&
		    !prover->wrong->nupdates)
			*prover->wrong = run->schedule;
		if (machine_grounds(run->machine)->why)
			return prover_refuse(prover, machine_grounds(run->machine)->against,
					     machine_grounds(run->machine)->why);
		if (prover->wrong->nupdates && prover->verdict.executions >= run->limit)
			return PROOF_WRONG;
		if (prover->wrong->nupdates) /* what else is there? */
			continue;
		if (run->structure.untold)
			return prover_refuse(
				prover, NULL,
				"a read loads a parameter or samples the TSC twice, or returns "
				"another time than theirs");
		if (!run_memoryless(run))
			return prover_refuse(prover, machine_carrying_loop(run->machine),
					     "a retry loop carries something over");
		if (prover->verdict.executions >= prover->most)
			return prover_refuse(prover, NULL, "it has too many executions");
	} while (choice_next(choice));
	return PROOF_HOLDS;
}

/* The same, and it is one of those that were planned. */
static enum proof explore(struct prover *prover, const struct start *start, u16 placement,
			  unsigned int death, bool jumps)
{
	struct verdict *verdict = &prover->verdict;
	u64 maps = verdict->executions, logs = verdict->cost.structures;
	enum proof proof = explore_orders(prover, start, placement, death, jumps);

	logs = verdict->cost.structures - logs;
	if (prover->orders < logs)
		prover->orders = logs;
	estimate_done(prover->run, start->updates, verdict->executions - maps);
	verdict->explored = verdict->cost.structures;
	verdict->planned =
		verdict->explored + prover->orders * estimate_left(&prover->run->estimate);
	if (verdict->executions >= RUN_ALONE)
		estimate_tell(prover->run);
	run_watch(prover->run);
	return proof;
}

/* Rows from a start, as far as is known. */
static void plan(struct prover *prover, unsigned int updates)
{
	u64 rows = prover->options->format->nplacements;

	if (prover->options->deaths)
		rows *= DEATHS;
	if (machine_grounds(prover->run->machine)->freezes)
		rows *= 2;
	estimate_plan(prover->run, updates, rows);
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
	return proof;
}

/* Short logs, where a violation is found soonest; if there is one, from other starts as well, for other kinds. */
static enum proof explore_short(struct prover *prover)
{
	struct start start;
	enum proof proof = PROOF_HOLDS;

	for (unsigned int i = 0;
	     scenario_start(prover->options->format, prover->options->host, i, &start.sequence);
	     i++) {
		plan(prover, 1);
		plan(prover, 2);
		for (start.updates = 1; start.updates <= 2 && proof == PROOF_HOLDS; start.updates++)
			proof = explore_all(prover, &start);
		if (proof != PROOF_HOLDS || !prover->wrong->nupdates)
			break;
	}
	if (proof == PROOF_HOLDS && prover->wrong->nupdates)
		proof = PROOF_WRONG;
	if (proof == PROOF_WRONG)
		prover->run->further.expected = prover->run->structure.certain;
	return proof;
}

/* First short logs, then as long ones as it takes. */
static enum proof explore_structures(struct prover *prover)
{
	const struct grounds *grounds = machine_grounds(prover->run->machine);
	unsigned int planned, seen;
	enum proof proof;

	if (scenario_blank(prover->options->format))
		return prover_refuse(prover, NULL, "a page may start with nothing on it");
	proof = explore_short(prover);
	do {
		if (proof == PROOF_HOLDS)
			proof = prover_plan(prover);
		for (unsigned int i = 0; i < prover->nstarts && proof == PROOF_HOLDS; i++)
			plan(prover, prover->starts[i].updates);
		estimate_tell(prover->run);
		planned = prover->claim->updates;
		seen = grounds->nhost + grounds->nguest;
		for (unsigned int i = 0; i < prover->nstarts && proof == PROOF_HOLDS; i++)
			proof = explore_all(prover, &prover->starts[i]);
		if (proof == PROOF_HOLDS && prover->wrong->nupdates)
			return PROOF_WRONG;
		/* a longer log may have shown more that decides */
	} while (proof == PROOF_HOLDS && (prover_updates_needed(prover) > planned ||
					  grounds->nhost + grounds->nguest > seen));
	return proof;
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
	prover->verdict = (struct verdict){.first = VIOLATION_NONE, .by_label = true};
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

	prover_by_label(prover, false, 0);
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
	if (run->vcpus > 1) {
		verdict->claim.why = "reads of several vCPUs are explored schedule by schedule";
		return PROOF_NONE;
	}
	prover = prover_begin(run, wrong);
	if (!prover)
		return PROOF_NONE;
	prover_by_label(prover, true,
			run->options->budget && !run->options->first_only ? KINDS : 0);
	proof = explore_structures(prover);
	verdict->claim.structures = prover->verdict.cost.structures;
	prover->verdict.cost.planned = prover->verdict.planned;
	verdict->claim.reads = prover->verdict.accepted + prover->verdict.fell_back;
	if (proof == PROOF_HOLDS)
		proof = prover_judge_points(prover);
	if (proof == PROOF_STOPPED)
		memcpy(verdict->error, prover->verdict.error, sizeof(verdict->error));
	prover->verdict.explored = 0; /* those of the verdict are schedules */
	if (proof == PROOF_HOLDS || proof == PROOF_STOPPED)
		run_add_counts(verdict, &prover->verdict);
	else
		run_add_cost(&verdict->cost, &prover->verdict.cost);
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
	struct prover *prover = run->vcpus > 1 ? NULL : prover_begin(run, &wrong);
	struct start start = {.updates = 1};
	enum proof proof = PROOF_HOLDS;

	if (!prover)
		return PROOF_NONE;
	prover_by_label(prover, true, U64_MAX);
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
