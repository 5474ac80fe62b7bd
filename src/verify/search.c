/*
 * search: random executions, the same for the same seed. Before them some are run under two poisons, so
 * that a guest which reads the page unseen is refused here as by verify.
 */
#include "choice/strategy.h"
#include "clock/scenario.h"
#include "verify/run.h"
#include "verify/verify.h"

#define SAMPLE 1000 /* executions that are run twice beforehand */

static void run_random(struct run *run, u8 poison, u64 most)
{
	const struct verify_options *options = run->options;
	struct choice *choice = run->schedule_choice;

	run_setup(run, poison, false, options->retries);
	run->limit = most;
	run->torn_shown = 0;
	choice_strategy(run->read_choice, options->strategy ? options->strategy : &strategy_all,
			options->depth ? options->depth : SEARCH_DEPTH, options->seed);
	choice_random(choice, options->seed);
	do {
		choice_begin(choice);
		scenario_choose_wild(choice, options->format, options->host, options->updates,
				     options->deaths, &run->schedule);
		run->schedule_choices = choice->n;
		run->verdict->schedules++;
	} while (run_log(run));
}

/* As check_unseen(), on some of the executions: what is not seen is read by each of them. */
static void sample_unseen(struct run *run)
{
	u64 most = run->options->executions < SAMPLE ? run->options->executions : SAMPLE;
	static const u8 poisons[] = {RUN_POISON, OTHER_POISON};
	struct verdict *verdict = run->verdict;
	u64 traces[2];

	for (unsigned int i = 0; i < ARRAY_SIZE(poisons); i++) {
		struct verdict sample = {.first = VIOLATION_NONE};

		run->verdict = &sample;
		run_random(run, poisons[i], most);
		run->verdict = verdict;
		traces[i] = sample.trace;
		verdict_free(&sample);
		/* what the machine refuses, it refuses with its own words */
		if (sample.error[0])
			memcpy(verdict->error, sample.error, sizeof(verdict->error));
		if (sample.interrupted || sample.error[0])
			return;
	}
	if (traces[0] != traces[1])
		run_refuse_unseen(verdict);
}

void search(struct machine *machine, struct oracle *oracle, const struct verify_options *options,
	    struct verdict *verdict)
{
	struct run run;

	if (run_begin(&run, machine, oracle, options, verdict)) {
		if (!options->quick)
			sample_unseen(&run);
		if (!verdict->error[0])
			run_random(&run, RUN_POISON, options->executions);
		verdict->complete =
			!verdict->interrupted &&
			(verdict->first_at || verdict->executions >= options->executions);
		verdict->memoryless = !machine_saw_carrying_loop(machine);
	}
	run_end(&run);
}
