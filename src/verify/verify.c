/* verify: all executions of a pair, and what is checked besides before a verdict is given. */
#include "clock/scenario.h"
#include "verify/run.h"
#include "verify/verify.h"

/* How many schedules are there? Called when some were left out: then that is worth to know. */
static u64 count_schedules(const struct run *run)
{
	const struct verify_options *options = run->options;
	struct choice *choice = run->schedule_choice;
	struct schedule schedule;
	u64 planned = 0;

	for (unsigned int n = 1; n <= options->updates; n++) {
		choice_exhaustive(choice);
		do {
			choice_begin(choice);
			scenario_choose(choice, options->format, options->host, n, options->deaths,
					&schedule);
			planned++;
		} while (planned < PLANNED_MAX && choice_next(choice));
	}
	return planned < PLANNED_MAX ? planned : PLANNED_MAX;
}

/* The same executions under another poison must leave the same traces. */
static void check_unseen(struct run *run)
{
	struct verdict again = {0}, *verdict = run->verdict;

	run->verdict = &again;
	run->limit = verdict->executions;
	run_setup(run, OTHER_POISON, false, run->options->retries);
	run_explore(run);
	run->verdict = verdict;
	run->limit = 0;
	verdict_free(&again);
	if (again.interrupted) {
		verdict->interrupted = true;
		verdict->complete = false;
		return;
	}
	if (again.trace != verdict->trace)
		run_refuse_unseen(verdict);
}

/* Not all was explored, so that nothing is to be said of retries either. */
static bool cut_short(const struct run *run)
{
	return run->options->limit && run->verdict->executions >= run->options->limit;
}

void verify(struct machine *machine, struct oracle *oracle, const struct verify_options *options,
	    struct verdict *verdict)
{
	struct run run;

	if (run_begin(&run, machine, oracle, options, verdict)) {
		run_setup(&run, RUN_POISON, false, options->retries);
		run.limit = options->limit;
		verdict->complete = run_explore(&run);
		run.limit = 0;
		verdict->memoryless = !machine_saw_carrying_loop(machine);
		if (!options->quick && !verdict->error[0] && !verdict->interrupted)
			check_unseen(&run);
		if (!options->quick && !verdict->error[0] && !verdict->interrupted &&
		    verdict->memoryless && !verdict->first_at && !cut_short(&run))
			pruning_check(&run);
		verdict->spans = options->updates;
		if (!options->quick && verdict->complete && !verdict->error[0] &&
		    !verdict->interrupted && !verdict->first_at)
			span_explore(&run);
		verdict->planned = verdict->complete ? verdict->schedules : count_schedules(&run);
	}
	run_end(&run);
}

void verify_schedule(struct machine *machine, struct oracle *oracle,
		     const struct verify_options *options, const struct schedule *schedule,
		     struct verdict *verdict)
{
	struct run run;

	if (run_begin(&run, machine, oracle, options, verdict)) {
		run_setup(&run, options->other_poison ? OTHER_POISON : RUN_POISON, false,
			  options->retries);
		run.limit = options->limit;
		run.schedule = *schedule;
		verdict->schedules = verdict->planned = 1;
		choice_exhaustive(run.schedule_choice);
		do {
			choice_begin(run.schedule_choice);
			verdict->complete = run_log(&run);
		} while (verdict->complete && choice_next(run.schedule_choice));
		verdict->explored = verdict->complete;
		verdict->memoryless = !machine_saw_carrying_loop(machine);
	}
	run_end(&run);
}
