/*
 * search: random executions, the same for the same seed. They are drawn in stretches, each from a seed of its
 * own, which processes share as they share schedules: what is drawn does not depend on who draws.
 */
#include <stdlib.h>

#include "choice/strategy.h"
#include "clock/scenario.h"
#include "verify/joint_search.h"
#include "verify/piece.h"
#include "verify/verify.h"

#define STRETCH 50000 /* executions */

struct search {
	struct run *run;
	struct verify_options options; /* of this process */
	struct verdict *verdict;
	const struct site *carries;
};

/* The first has the seed itself; the others, seeds that no search near by has. */
static u64 seed_of(u64 seed, u64 stretch)
{
	u64 state = seed;

	if (!stretch)
		return seed;
	state = choice_number(&state) + stretch;
	return choice_number(&state);
}

static void draw(struct run *run, u64 seed)
{
	const struct verify_options *options = run->options;
	struct choice *choice = run->schedule_choice;
	struct joint_search joint = {.run = run};
	bool more = true;

	choice_strategy(run->read_choice, options->strategy ? options->strategy : &strategy_all,
			options->depth ? options->depth : SEARCH_DEPTH, seed);
	choice_random(choice, seed);
	while (more) {
		bool together = joint_search_turn(&joint);

		choice_begin(choice);
		run->writes = !together && writers_drawn(run);
		scenario_choose_wild(choice, options->format, options->host,
				     run->writes ? 2 : options->hosts,
				     together ? run->verdict->acting.updates : options->updates,
				     options->deaths && !run->writes, &run->schedule);
		if (run->writes)
			writers_give(&run->schedule);
		vcpus_choose(choice, run->vcpus, options->tscs, &run->schedule);
		run->schedule_choices = choice->n;
		run->verdict->schedules++;
		more = together ? joint_search_log(&joint)
				: run_log(run) || joint_search_alone(&joint);
	}
	joint_search_end(&joint);
}

static bool work(void *arg, u64 stretch, volatile int *stop, struct parcel *parcel)
{
	struct search *search = arg;
	struct run *run = search->run;
	u64 left = search->options.executions - stretch * STRETCH;
	struct piece piece;

	search->options.stop = stop;
	piece_begin(&piece, run);
	run->limit = left < STRETCH ? left : STRETCH;
	draw(run, seed_of(search->options.seed, stretch));
	piece.complete = true;
	piece_end(&piece, run, parcel);
	run->verdict = search->verdict;
	return true;
}

static bool take(void *arg, u64 stretch, const struct parcel *parcel)
{
	struct search *search = arg;
	struct run *run = search->run;
	struct parcel own = {0};
	struct piece piece;
	size_t at = 0;

	if (!parcel) {
		work(arg, stretch, search->options.stop, &own);
		parcel = &own;
	}
	if (parcel->failed) {
		snprintf(run->verdict->error, sizeof(run->verdict->error), "out of memory");
	} else {
		parcel_get(parcel, &at, &piece, sizeof(piece));
		piece_add(run, &piece, parcel, at);
		memcpy(run->verdict->error, piece.verdict.error, sizeof(piece.verdict.error));
		if (!search->carries)
			search->carries = piece.carries;
		if (!run->verdict->undone) {
			run->verdict->undone = piece.verdict.undone;
			run->verdict->undone_by = piece.verdict.undone_by;
		}
	}
	free(own.bytes);
	run_watch(run);
	if (run->options->wanted & verdict_violations(run->verdict))
		return false;
	return !run->verdict->error[0] && !run->verdict->interrupted &&
	       !(run->options->first_only && run->verdict->first_at);
}

static bool work_later(void *arg, u64 job, volatile int *stop, struct parcel *parcel)
{
	return work(arg, job + 1, stop, parcel);
}

static bool take_later(void *arg, u64 job, const struct parcel *parcel)
{
	return take(arg, job + 1, parcel);
}

static void wait(void *arg)
{
	run_watch(((struct search *)arg)->run);
}

/* The first stretch is the leader's, who calls nobody in for what that finds. */
static void run_random(struct search *search)
{
	const struct verify_options *options = &search->options;
	struct team team = {.workers = options->jobs > 1 ? options->jobs : 0,
			    .jobs = (options->executions - 1) / STRETCH,
			    .stop = options->stop,
			    .work = work_later,
			    .take = take_later,
			    .wait = wait,
			    .arg = search};

	run_setup(search->run, false, options->retries);
	if (take(search, 0, NULL) && team.jobs)
		team_run(&team);
	run_stopped(search->run);
}

void search(struct machine *machine, struct oracle *oracle, const struct verify_options *options,
	    struct verdict *verdict)
{
	struct run run;
	struct search search = {.run = &run, .options = *options, .verdict = verdict};

	if (run_begin(&run, machine, oracle, &search.options, verdict)) {
		run_random(&search);
		verdict->complete =
			!verdict->interrupted &&
			(verdict->first_at || verdict->executions >= options->executions);
		verdict->memoryless = run_memoryless(&run);
		verdict->carries = search.carries;
	}
	run_end(&run);
}
