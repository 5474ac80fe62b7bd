/* verify: all executions of a pair, and what is checked besides before a verdict is given. */
#include "clock/scenario.h"
#include "verify/proof.h"
#include "verify/run.h"
#include "verify/verify.h"

#define FORESEEN_MAX 1000000000000000 /* schedules */

/* Not all was explored, so that nothing is to be said of retries either. */
static bool cut_short(const struct run *run)
{
	return run->options->limit && run->verdict->executions >= run->options->limit;
}

static u64 count_schedules(const struct run *run)
{
	const struct verify_options *options = run->options;
	u64 n = scenario_count(options->format, options->host, options->hosts, options->updates,
			       options->deaths, PLANNED_MAX) *
		vcpus_count(run->vcpus, options->tscs);

	return n < PLANNED_MAX ? n : PLANNED_MAX;
}

static void plan(struct run *run)
{
	const struct verify_options *options = run->options;
	u64 shorter = 0;

	run->estimate = (struct estimate){.told = false};
	for (unsigned int n = 1; n <= options->updates; n++) {
		u64 all = scenario_count(options->format, options->host, options->hosts, n,
					 options->deaths, FORESEEN_MAX);

		estimate_plan(run, n, (all - shorter) * vcpus_count(run->vcpus, options->tscs));
		shorter = all;
	}
}

/* All short schedules of every kind, and what is checked besides. */
static void enumerate(struct run *run)
{
	const struct verify_options *options = run->options;
	struct verdict *verdict = run->verdict;

	verdict->planned = count_schedules(run);
	plan(run);
	run_setup(run, false, options->retries);
	run->limit = options->limit;
	run->checks = !options->quick && !options->limit && options->hosts <= 1;
	verdict->complete = run_explore(run);
	run->checks = false;
	if (verdict->complete)
		verdict->planned = verdict->schedules;
	run->limit = 0;
	verdict->memoryless = run_memoryless(run);
	verdict->carries = machine_carrying_loop(run->machine);
	if (!options->quick && !verdict->error[0] && !verdict->interrupted && verdict->memoryless &&
	    !verdict->first_at && !cut_short(run) && !writers_store(run))
		pruning_check(run);
	verdict->spans = options->updates;
	if (!options->quick && verdict->complete && !verdict->error[0] && !verdict->interrupted &&
	    !verdict->first_at && options->hosts <= 1 && !writers_store(run))
		span_explore(run);
}

/* Some values make a read of this schedule wrong, or may do so: which? true if they were found. */
static bool show(struct run *run, const struct schedule *wrong)
{
	struct verdict *verdict = run->verdict;

	for (unsigned int i = 0; !verdict->first_at && !verdict->error[0] && !run_stopped(run);
	     i++) {
		run->schedule = *wrong;
		if (!proof_clocks(run->options->format, i, &run->schedule))
			return false;
		run->schedule_choices = 0;
		choice_exhaustive(run->schedule_choice);
		run_schedule(run);
	}
	return true;
}

static void prove(struct run *run)
{
	struct verdict *verdict = run->verdict;
	const struct verify_options *options = run->options;
	struct schedule wrong = {.nupdates = 0};
	enum proof proof;

	verdict->planned = count_schedules(run);
	proof = proof_explore(run, &wrong);

	verdict->memoryless = true;
	verdict->spans = options->updates;
	verdict->complete = proof == PROOF_HOLDS;
	verdict->claim.any = proof == PROOF_HOLDS;
	if (proof == PROOF_HOLDS && !options->quick)
		pruning_check(run);
	if (!verdict->memoryless) { /* it has explored anew, then */
		verdict->spans = options->updates;
		verdict->claim.why = "with real retries reads come out otherwise";
	}
	if (proof == PROOF_HOLDS || proof == PROOF_STOPPED)
		return;
	enumerate(run);
	if (!wrong.nupdates || !verdict->complete || verdict->first_at)
		return;
	if (show(run, &wrong))
		verdict->complete = false;
	else if (proof == PROOF_WRONG)
		snprintf(verdict->error, sizeof(verdict->error),
			 "some clocks make a read wrong, but none that was tried does: neither "
			 "clean nor shown to be wrong");
}

void verify(struct machine *machine, struct oracle *oracle, const struct verify_options *options,
	    struct verdict *verdict)
{
	struct run run;

	if (run_begin(&run, machine, oracle, options, verdict)) {
		if (options->hosts > 1)
			verdict->claim.why = "hosts that run side by side are explored as they "
					     "are, not by label";
		if (options->by_value || options->counts || options->hosts > 1)
			enumerate(&run);
		else
			prove(&run);
		writers_look(&run);
		joint_look(&run);
		/* of reads that can't be judged by themselves, what the host and one of them put back */
		run.lost_alone = verdict->acting.judged && !verdict->acting.single;
		if (run.lost_alone)
			writers_look(&run);
	}
	run_end(&run);
}

void verify_schedule(struct machine *machine, struct oracle *oracle,
		     const struct verify_options *options, const struct schedule *schedule,
		     struct verdict *verdict)
{
	struct run run;

	if (run_begin(&run, machine, oracle, options, verdict)) {
		run_setup(&run, false, options->retries);
		run.limit = options->limit;
		run.schedule = *schedule;
		verdict->planned = 1;
		choice_exhaustive(run.schedule_choice);
		verdict->complete = run_schedule(&run) && !verdict->left;
		verdict->memoryless = run_memoryless(&run);
		verdict->carries = machine_carrying_loop(machine);
	}
	run_end(&run);
}
