/* Rows of updates, explored by label: from a start, at each placement, with each death that is asked for. */
#include "verify/prover.h"

#include "clock/scenario.h"

#define PROOF_ORDERS 64 /* orders of visibility of one log, at most */
#define DEATHS 7	/* none, or after one of the first six stores */

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
 * The schedule of a row: the clocks are of no matter, as long as they differ. jumps: the TSC jumps in each, which
 * leaves each clock the shortest time that it may be due.
 */
static void make_schedule(struct prover *prover, const struct start *start, const struct row *row)
{
	const struct format *format = prover->options->format;
	unsigned int death = row->place / format->nplacements;
	struct schedule *schedule = &prover->run->schedule;

	scenario_row(format, prover->options->host, 0, start->updates, schedule);
	schedule->sequence = start->sequence;
	schedule->placement = format->placements[row->place % format->nplacements];
	for (unsigned int u = 0; u < start->updates; u++) {
		struct update *update = &schedule->updates[u];

		if (row->jumps)
			scenario_plain_update(update, UPDATE_TSC_JUMP, schedule->rate, u % 2);
		/* no two alike, so that a value tells which of them a guest has made it of */
		update->rate = schedule->rate - (u + 1) * (schedule->rate / 64 + 1);
	}
	if (death && start->updates)
		schedule->updates[start->updates - 1].dies_after = (int)death;
}

/* All reads of a row, in each order of visibility. */
static enum proof explore_orders(struct prover *prover, const struct start *start,
				 const struct row *row)
{
	struct run *run = prover->run;
	const struct verdict *verdict = run->verdict;
	struct choice *choice = run->schedule_choice;
	unsigned int orders = 0;

	make_schedule(prover, start, row);
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
		if (verdict->error[0])
			return prover_refuse(prover, NULL, "logs of many updates can't be run");
		if (run->structure.violations && run->structure.more < U64_MAX &&
		    !prover->wrong->nupdates)
			*prover->wrong = run->schedule;
		if (machine_grounds(run->machine)->why)
			return prover_refuse(prover, machine_grounds(run->machine)->against,
					     machine_grounds(run->machine)->why);
		if (prover->wrong->nupdates && verdict->executions >= run->limit)
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
		if (verdict->executions >= prover->most)
			return prover_refuse(prover, NULL, "it has too many executions");
	} while (choice_next(choice));
	return PROOF_HOLDS;
}

void prover_row_done(struct prover *prover, unsigned int updates, u64 maps, u64 orders)
{
	struct verdict *verdict = prover->run->verdict;

	if (prover->orders < orders)
		prover->orders = orders;
	estimate_done(prover->run, updates, maps);
	verdict->explored = verdict->cost.structures;
	verdict->planned =
		verdict->explored + prover->orders * estimate_left(&prover->run->estimate);
	if (verdict->executions >= RUN_ALONE)
		estimate_tell(prover->run);
	run_watch(prover->run);
}

enum proof prover_explore_row(struct prover *prover, const struct start *start,
			      const struct row *row)
{
	const struct verdict *verdict = prover->run->verdict;
	u64 maps = verdict->executions, orders = verdict->cost.structures;
	enum proof proof = explore_orders(prover, start, row);

	prover_row_done(prover, start->updates, verdict->executions - maps,
			verdict->cost.structures - orders);
	return proof;
}

static unsigned int count_places(const struct prover *prover)
{
	return prover->options->format->nplacements * (prover->options->deaths ? DEATHS : 1);
}

void prover_plan_start(struct prover *prover, unsigned int updates)
{
	bool freezes = machine_grounds(prover->run->machine)->freezes;

	estimate_plan(prover->run, updates, (u64)count_places(prover) * (freezes ? 2 : 1));
}

/* Where the host stops vCPUs itself, each row is explored with a TSC that jumps as well. */
bool prover_next_row(const struct prover *prover, struct row *row)
{
	if (!row->jumps && machine_grounds(prover->run->machine)->freezes) {
		row->jumps = true;
		return true;
	}
	row->jumps = false;
	return ++row->place < count_places(prover);
}

enum proof prover_explore_start(struct prover *prover, const struct start *start)
{
	struct row row = {.place = 0};
	enum proof proof;

	do {
		proof = prover_explore_row(prover, start, &row);
	} while (proof == PROOF_HOLDS && prover_next_row(prover, &row));
	return proof;
}
