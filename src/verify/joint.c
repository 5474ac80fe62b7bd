/*
 * Reads of several readers that act on each other, as the guest keeps memory over them: all joint executions of each
 * schedule of a short list. A start, a placement and a pace are enough of each: the page is what single reads make of it,
 * which others have explored; all starts where a sequence reaches that memory. Then with clocks that pass where what is
 * stored wraps.
 */
#include "clock/scenario.h"
#include "verify/looker.h"

#define BEFORE_WRAP                                                                                \
	300 /* units of the first clock, which passes it before the first update is over */
#define PACE 1

/* The schedule at hand in all orders of visibility; *more: the choice has come to another schedule then. */
static bool look_at_orders(struct looker *looker, bool *more)
{
	struct run *run = looker->run;
	struct choice *choice = run->schedule_choice;

	logs_forget(run);
	do {
		choice->n = run->schedule_choices;
		if (!looker_log(looker, NULL, 0))
			return false;
		run_watch(run);
		*more = choice_next(choice);
	} while (*more && choice->depth > run->schedule_choices);
	return true;
}

static bool may_be_beside(const struct schedule *schedule)
{
	for (unsigned int i = 0; i < schedule->nupdates; i++)
		if (!scenario_shared(schedule->updates[i].kind) ||
		    schedule->updates[i].dies_after >= 0)
			return false;
	return true;
}

/* The same with each store that some read was found to make next, and so on. */
static bool look_at_stores(struct looker *looker)
{
	struct run *run = looker->run;
	struct schedule *schedule = &run->schedule;
	unsigned int after = schedule->nstores;
	bool more;

	if (wanted_too_many(looker->wanted))
		return looker_give_up(looker, "reads store to the page in too many ways");
	for (unsigned int i = 0; wanted_store(looker->wanted, after, i, &schedule->stores[after]);
	     i++) {
		schedule->nstores = after + 1;
		wanted_forget(looker->wanted, after + 1);
		choice_exhaustive(run->schedule_choice);
		choice_begin(run->schedule_choice);
		if (!look_at_orders(looker, &more) || !look_at_stores(looker))
			return false;
	}
	schedule->nstores = after;
	return true;
}

static bool look_at_schedule(struct looker *looker, bool *more)
{
	struct run *run = looker->run;
	struct choice *choice = run->schedule_choice;
	unsigned int choices = run->schedule_choices;
	bool whole;

	run->verdict->acting.schedules++;
	if (looker->wanted)
		wanted_forget(looker->wanted, 0);
	if (!look_at_orders(looker, more))
		return false;
	if (!looker->wanted || !wanted_any(looker->wanted))
		return true;
	if (!may_be_beside(&run->schedule)) {
		run->verdict->acting.stopped = true;
		return true;
	}
	/* what comes of these is no part of the list */
	run->schedule_choice = looker->orders;
	run->schedule_choices = 0;
	whole = look_at_stores(looker);
	run->schedule_choice = choice;
	run->schedule_choices = choices;
	return whole;
}

/* Where what is stored in so many bytes wraps, read as a number with or without a sign. */
static const struct {
	u8 size, bits;
} wraps[] = {{2, 16}, {2, 15}, {4, 32}, {4, 31}, {8, 63}};

/* The clock that passes the i-th of them, if such memory is stored to; a guest may make ns of the format's units. */
static bool near_wrap(const struct looker *looker, unsigned int i, u64 *value)
{
	const struct verify_options *options = looker->run->options;

	if (i && !(joint_stored_sizes(looker->joint) & wraps[i - 1].size))
		return false;
	if (i && (options->host->own_params ||
		  (wraps[i - 1].size == 8 && options->format->unit_ns != 1)))
		return false;
	if (i)
		*value = ((u64)1 << wraps[i - 1].bits) - BEFORE_WRAP;
	return true;
}

static bool steps_back(const struct schedule *schedule)
{
	for (unsigned int i = 0; i < schedule->nupdates; i++)
		if (schedule->updates[i].kind == UPDATE_STEP_BACK)
			return true;
	return false;
}

/* Is it one of the list? */
static bool is_listed(const struct looker *looker, u64 first, bool back)
{
	const struct schedule *schedule = &looker->run->schedule;
	const struct format *format = looker->run->options->format;

	return (schedule->sequence == first || joint_carries_sequence(looker->joint)) &&
	       steps_back(schedule) == back && schedule->placement == format->placements[0] &&
	       schedule->tail == scenario_pace(PACE)->tail;
}

/* All of so many updates, with or without one that steps back. */
static bool look_at_updates(struct looker *looker, unsigned int nupdates, u64 value, bool back)
{
	struct run *run = looker->run;
	const struct verify_options *options = run->options;
	struct choice *choice = run->schedule_choice;
	bool more = true;
	u64 first = 0;

	scenario_start(options->format, options->host, 0, &first);
	choice_exhaustive(choice);
	do {
		choice_begin(choice);
		scenario_choose(choice, options->format, options->host, 1, nupdates,
				options->deaths, &run->schedule);
		vcpus_choose(choice, run->vcpus, options->tscs, &run->schedule);
		run->schedule_choices = choice->n;
		if (value)
			run->schedule.value = value;
		if (!is_listed(looker, first, back))
			more = choice_next(choice);
		else if (!look_at_schedule(looker, &more))
			return false;
	} while (more);
	return true;
}

static bool look_at_all(struct looker *looker)
{
	struct acting *acting = &looker->run->verdict->acting;
	u64 value;

	/* what shows most comes first */
	for (unsigned int n = 1; n <= acting->updates; n++)
		if (!look_at_updates(looker, n, 0, true))
			return false;
	for (unsigned int n = 1; n <= acting->updates; n++)
		if (!look_at_updates(looker, n, 0, false))
			return false;
	for (unsigned int i = 1; i <= ARRAY_SIZE(wraps); i++) {
		u64 before = acting->schedules;

		if (!near_wrap(looker, i, &value))
			continue;
		if (!look_at_updates(looker, 1, value, true) ||
		    !look_at_updates(looker, 1, value, false))
			return false;
		acting->near += acting->schedules - before;
	}
	return true;
}

/* A guest that keeps the last time never goes back, not even where the clock does; what it is shows on the way. */
static bool look_twice(struct looker *looker)
{
	struct verdict *verdict = looker->run->verdict;

	if (!look_at_all(looker))
		return false;
	if (!looker->keeps || !looker->less || verdict->first_at)
		return true;
	verdict->acting.schedules = verdict->acting.near = verdict->acting.stores = 0;
	return look_at_all(looker);
}

void joint_look(struct run *run)
{
	const struct verify_options *options = run->options;
	struct verdict *verdict = run->verdict;
	const struct site *shares = machine_shares(run->machine);
	struct looker looker;
	char refused[sizeof(verdict->error)];
	struct acting *acting = &verdict->acting;

	if (verdict->interrupted || (verdict->error[0] ? !shares : !verdict->floor))
		return;
	if (!looker_can(run) || verdict->first_at)
		return;
	acting->single = !verdict->error[0];
	memcpy(refused, verdict->error, sizeof(refused));
	if (!acting->single) {
		verdict->claim = (struct claim){.why = NULL};
		verdict->spans = options->updates;
		verdict->floor = shares;
		verdict->error[0] = '\0';
		verdict->complete = true;
		verdict->planned = verdict->schedules = verdict->explored = 0;
		verdict->memoryless = true;
	}
	if (!looker_begin(&looker, run))
		return;
	run->limit = options->limit;
	run_setup(run, false, options->retries);
	acting->complete = look_twice(&looker);
	acting->all_starts = joint_carries_sequence(looker.joint);
	/* there are too many of what could be judged together, and one by one they can't be */
	if (joint_overflowed(looker.joint) && !acting->single) {
		memcpy(verdict->error, refused, sizeof(refused));
		if (verdict->first_at)
			verdict->error[0] = '\0';
	}
	verdict->complete = verdict->complete && (acting->complete || acting->overflowed);
	looker_end(&looker);
}
