/*
 * search: random executions, the same for the same seed.
 */
#include "choice/strategy.h"
#include "clock/scenario.h"
#include "verify/run.h"
#include "verify/verify.h"

static void run_random(struct run *run)
{
	const struct verify_options *options = run->options;
	struct choice *choice = run->schedule_choice;

	run_setup(run, false, options->retries);
	run->limit = options->executions;
	choice_strategy(run->read_choice, options->strategy ? options->strategy : &strategy_all,
			options->depth ? options->depth : SEARCH_DEPTH, options->seed);
	choice_random(choice, options->seed);
	do {
		choice_begin(choice);
		scenario_choose_wild(choice, options->format, options->host, options->updates,
				     options->deaths, &run->schedule);
		run->schedule_choices = choice->n;
		run->verdict->schedules++;
		run_watch(run);
	} while (run_log(run));
}

void search(struct machine *machine, struct oracle *oracle, const struct verify_options *options,
	    struct verdict *verdict)
{
	struct run run;

	if (run_begin(&run, machine, oracle, options, verdict)) {
		run_random(&run);
		verdict->complete =
			!verdict->interrupted &&
			(verdict->first_at || verdict->executions >= options->executions);
		verdict->memoryless = run_memoryless(&run);
		verdict->carries = machine_carrying_loop(machine);
	}
	run_end(&run);
}
