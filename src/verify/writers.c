/*
 * Guests that store to the page. What reads come to is explored before, in logs of the host alone, where a read's own
 * stores are seen by nobody. If some read makes one, logs are explored in which another read of the guest takes turns with
 * the host: every order of their steps. Reads run against these as against any other, and what one side stores
 * and the other puts back is told. A start, a placement and a pace are enough: of what comes before the first store
 * all has been explored.
 */
#include "clock/scenario.h"
#include "verify/run.h"

#define PACE 1
#define ALONE_ORDERS 100000 /* of a guest that looks at all it loads there are very many */

const struct site *writers_store(const struct run *run)
{
	const struct site *site = run->verdict->writing.site;

	return site ? site : machine_writes(run->machine);
}

bool writers_drawn(struct run *run)
{
	const struct verify_options *options = run->options;

	if (!verdict_page_store(options->guest) || options->hosts > 1 ||
	    options->model == MODEL_WEAK || run->vcpus > 1 || options->host->own_params)
		return false;
	return choose(run->schedule_choice, 2, CHOOSE_SCHEDULE);
}

/* Is it one of those that are explored? */
static bool is_listed(const struct run *run, u64 first)
{
	return run->schedule.sequence == first && !run->schedule.blank &&
	       run->schedule.placement == run->options->format->placements[0] &&
	       run->schedule.tail == scenario_pace(PACE)->tail;
}

/* All schedules; false if not to the end. */
static bool look_at_all(struct run *run)
{
	u64 first = 0;

	scenario_start(run->options->format, run->options->host, 0, &first);
	run_rewind(run, run->options->updates, false);
	while (run_next(run)) {
		if (!is_listed(run, first))
			continue;
		if (!run_schedule(run))
			return false;
		run_watch(run);
	}
	return true;
}

void writers_look(struct run *run)
{
	struct verdict *verdict = run->verdict, before = *verdict;
	const struct verify_options *options = run->options;
	struct writing *writing = &verdict->writing;

	writing->site = writers_store(run);
	/* most orders of steps are no executions, and no limit of these holds them */
	if (!writing->site || verdict->error[0] || verdict->interrupted || options->limit ||
	    (options->first_only && verdict->first_at))
		return;
	writing->looked = run->writes = true;
	run->orders_left = ALONE_ORDERS;
	writing->updates = options->updates;
	run->limit = options->limit;
	if (verdict->first_at && options->budget)
		run->limit = verdict->executions + options->budget;
	if (!logs_make(run)) {
		snprintf(verdict->error, sizeof(verdict->error), "out of memory");
		return;
	}
	run_setup(run, false, options->retries);
	writing->complete = look_at_all(run);
	writing->schedules = verdict->schedules - before.schedules;
	writing->runs = verdict->runs - before.runs;
	writing->repeated = verdict->repeated - before.repeated;
	writing->asleep = verdict->asleep - before.asleep;
	verdict->schedules = before.schedules;
	verdict->explored = before.explored;
	verdict->runs = before.runs;
	verdict->repeated = before.repeated;
	verdict->asleep = before.asleep;
	/* what is lost is not looked for to the end there, and that is said; all else is judged elsewhere */
	verdict->complete = verdict->complete && (writing->complete || run->lost_alone);
}
