/*
 * Reads that span many updates. Schedules of every kind of update are short; that more updates than
 * those add nothing holds only as long as nothing comes round in the meantime: a sequence of few bits,
 * a guest that looks at few bits of it, a host that does something else at some sequence. So longer rows
 * of updates of two kinds are explored as well, and how long they were is how many updates a read
 * may span for the verdict to hold.
 */
#include "clock/scenario.h"
#include "verify/run.h"

#define SPAN_EXECUTIONS 200000 /* of one row; where that is not enough, shorter ones are tried */

/* How many updates of this host a log has room for: as many as its first ones show. */
static unsigned int updates_with_room(struct run *run)
{
	struct choice *choice = run->schedule_choice;
	unsigned int most = 1;

	scenario_row(run->options->format, run->options->host, 0, 2, &run->schedule);
	run_give_vcpus(run, &run->schedule);
	choice_exhaustive(choice);
	do {
		choice_begin(choice);
		if (!machine_host(run->machine, run->options->host, &run->schedule, choice))
			return 0;
		if (machine_log(run->machine)->nevents > 2 * most)
			most = (machine_log(run->machine)->nevents + 1) / 2;
	} while (choice_next(choice) && !run_stopped(run));
	most = EVENTS_MAX / most;
	return most < vcpus_updates_max(run->vcpus) ? most : vcpus_updates_max(run->vcpus);
}

/* Rows of n updates, from each start; false if not all of their executions were explored. */
static bool explore_rows(struct run *run, unsigned int n)
{
	const struct verify_options *options = run->options;
	struct choice *choice = run->schedule_choice;

	for (unsigned int start = 0;
	     scenario_row(options->format, options->host, start, n, &run->schedule); start++) {
		run_give_vcpus(run, &run->schedule);
		run->schedule_choices = 0;
		run->limit = run->verdict->executions + SPAN_EXECUTIONS;
		if (options->limit && run->limit > options->limit)
			run->limit = options->limit;
		choice_exhaustive(choice);
		do {
			choice_begin(choice);
			if (!run_log(run))
				return false;
			run_watch(run);
		} while (choice_next(choice));
	}
	return true;
}

void span_explore(struct run *run)
{
	struct verdict *verdict = run->verdict;
	u64 runs = verdict->runs, updates = verdict->updates;
	unsigned int n;

	if (run->ahead.spanned) {
		run_add_counts(verdict, &run->ahead.rows);
		verdict->rows = run->ahead.rows.rows;
		verdict->spans = run->ahead.rows.spans;
		run->alike &= run->ahead.spanned_alike;
		return;
	}
	run_setup(run, false, run->options->retries);
	n = updates_with_room(run);
	while (n > verdict->spans && !explore_rows(run, n)) {
		n = verdict->first_at || verdict->error[0] || run_stopped(run) ? 0 : n * 3 / 4;
	}
	verdict->rows = verdict->runs - runs;
	verdict->runs = runs;
	verdict->updates = updates;
	run->limit = 0;
	/* a proof of short reads is not what was asked for */
	if (verdict->first_at || verdict->interrupted)
		verdict->complete = false;
	else if (n > verdict->spans)
		verdict->spans = n;
}
