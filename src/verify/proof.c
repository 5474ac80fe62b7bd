/* From what the code shows to the logs that are explored, and what that proves. */
#include "verify/prover.h"

#include <stdlib.h>

#include "clock/scenario.h"

#define PROOF_EXECUTIONS 6000000 /* more than that is left to the enumeration of short schedules */
#define PROOF_TABLE 2000000	 /* ... of a pair of a table of all, or without a barrier */
#define KINDS 3000		 /* after the first violation, for other kinds */

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

/* Short logs, where a violation is found soonest; if there is one, from other starts as well, for other kinds. */
static enum proof explore_short(struct prover *prover)
{
	struct start start;
	enum proof proof = PROOF_HOLDS;

	for (unsigned int i = 0;
	     scenario_start(prover->options->format, prover->options->host, i, &start.sequence);
	     i++) {
		prover_plan_start(prover, 1);
		prover_plan_start(prover, 2);
		for (start.updates = 1; start.updates <= 2 && proof == PROOF_HOLDS; start.updates++)
			proof = prover_explore_start(prover, &start);
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
			prover_plan_start(prover, prover->starts[i].updates);
		estimate_tell(prover->run);
		planned = prover->claim->updates;
		seen = grounds->nhost + grounds->nguest;
		if (proof == PROOF_HOLDS)
			proof = prover_explore_starts(prover);
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
	prover->most =
		run->options->budget && !run->options->thorough ? PROOF_TABLE : PROOF_EXECUTIONS;
	if (run->options->limit && run->options->limit < prover->most)
		prover->most = run->options->limit;
	run->limit = prover->most;
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
	if (!verdict->held)
		verdict->held = prover->verdict.held;
	if (!verdict->timed)
		verdict->timed = prover->verdict.timed;
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
			proof = prover_explore_start(prover, &start);
	*kinds = run->structure.violations;
	prover_end(prover);
	return proof;
}
