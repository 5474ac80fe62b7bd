/*
 * Reads that span many updates. Schedules of every kind of update are short; that more updates than
 * those add nothing holds only as long as nothing comes round in the meantime: a sequence of few bits,
 * a guest that looks at few bits of it, a host that does something else at some sequence. So longer rows
 * of updates of two kinds are explored as well, and how long they were is how many updates a read
 * may span for the verdict to hold.
 */
#include "clock/scenario.h"
#include "verify/run.h"

#define SPAN_EXECUTIONS 1000000 /* of one schedule; more are not worth the wait */

/* How many updates of this host a log has room for: as many as its first ones show. */
static unsigned int updates_with_room(struct run *run)
{
	struct choice *choice = run->schedule_choice;
	unsigned int most = 1;

	scenario_row(run->options->format, run->options->host, 0, 2, &run->schedule);
	choice_exhaustive(choice);
	do {
		choice_begin(choice);
		if (!machine_host(run->machine, run->options->host, &run->schedule, choice))
			return 0;
		if (machine_log(run->machine)->nevents > 2 * most)
			most = (machine_log(run->machine)->nevents + 1) / 2;
	} while (choice_next(choice) && !run_stopped(run));
	return EVENTS_MAX / most < UPDATES_MAX ? EVENTS_MAX / most : UPDATES_MAX;
}

void span_explore(struct run *run)
{
	struct verdict *verdict = run->verdict;
	u64 runs = verdict->runs, updates = verdict->updates;
	unsigned int n;
	bool all;

	run_setup(run, RUN_POISON, false, run->options->retries);
	n = updates_with_room(run);
	all = n > verdict->spans;
	for (unsigned int start = 0; all && scenario_row(run->options->format, run->options->host,
							 start, n, &run->schedule);
	     start++) {
		struct choice *choice = run->schedule_choice;

		run->schedule_choices = 0;
		run->limit = verdict->executions + SPAN_EXECUTIONS;
		choice_exhaustive(choice);
		do {
			choice_begin(choice);
			all = run_log(run);
		} while (all && choice_next(choice));
	}
	run->limit = 0;
	verdict->rows = verdict->runs - runs;
	verdict->runs = runs;
	verdict->updates = updates;
	if (all)
		verdict->spans = n;
	else if (verdict->first_at)
		verdict->complete = false;
}
