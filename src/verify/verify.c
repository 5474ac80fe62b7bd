/* verify: all executions of a pair, and what is checked besides before a verdict is given. */
#include "clock/scenario.h"
#include "verify/run.h"
#include "verify/verify.h"

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
		verdict->planned = scenario_count(options->format, options->host, options->updates,
						  options->deaths, PLANNED_MAX);
		run_setup(&run, false, options->retries);
		run.limit = options->limit;
		run.checks = !options->quick && !options->limit;
		verdict->complete = run_explore(&run);
		run.checks = false;
		if (verdict->complete)
			verdict->planned = verdict->schedules;
		run.limit = 0;
		verdict->memoryless = run_memoryless(&run);
		verdict->carries = machine_carrying_loop(machine);
		if (!options->quick && !verdict->error[0] && !verdict->interrupted &&
		    verdict->memoryless && !verdict->first_at && !cut_short(&run))
			pruning_check(&run);
		verdict->spans = options->updates;
		if (!options->quick && verdict->complete && !verdict->error[0] &&
		    !verdict->interrupted && !verdict->first_at)
			span_explore(&run);
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
		verdict->complete = run_schedule(&run);
		verdict->memoryless = run_memoryless(&run);
		verdict->carries = machine_carrying_loop(machine);
	}
	run_end(&run);
}
