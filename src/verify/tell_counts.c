/* A verdict in numbers, for programs. */
#include "verify/tell.h"

#include "outcome/put.h"

static void put_site(json_t *object, const char *key, const struct site *site)
{
	json_t *place = json_object();

	put_text(place, "file", site->file);
	put_number(place, "line", site->line);
	json_object_set_new(object, key, place);
}

static void put_claim(json_t *counts, const struct claim *claim)
{
	json_t *object = json_object();

	put_bool(object, "any", claim->any);
	if (claim->any) {
		put_number(object, "updates", claim->updates);
		put_number(object, "period", claim->period);
		if (claim->span != U64_MAX)
			put_number(object, "span", claim->span);
		put_bool(object, "counted", claim->counted);
		put_number(object, "structures", claim->structures);
		put_number(object, "reads", claim->reads);
		put_number(object, "points", claim->points);
	} else if (claim->why) {
		put_text(object, "why", claim->why);
		if (claim->against)
			put_site(object, "at", claim->against);
	}
	json_object_set_new(counts, "claim", object);
}

static void put_cost(json_t *counts, const struct cost *cost)
{
	json_t *object = json_object();

	put_number(object, "structures", cost->structures);
	put_number(object, "planned", cost->planned);
	put_number(object, "structure_maps", cost->structure_maps);
	put_number(object, "logs", cost->logs);
	put_number(object, "log_maps", cost->log_maps);
	put_number(object, "values", cost->values);
	json_object_set_new(counts, "cost", object);
}

static void put_acting(json_t *counts, const struct acting *acting)
{
	json_t *object = json_object();

	put_number(object, "readers", acting->readers);
	put_number(object, "reads", acting->reads);
	put_number(object, "updates", acting->updates);
	put_number(object, "schedules", acting->schedules);
	put_number(object, "near_wraps", acting->near);
	if (acting->left)
		put_number(object, "left", acting->left);
	if (acting->stores) {
		put_number(object, "storing_reads", acting->storing);
		put_number(object, "storing_logs", acting->stores);
	}
	put_number(object, "executions", acting->executions);
	put_number(object, "blocked", acting->blocked);
	put_bool(object, "complete", acting->complete);
	json_object_set_new(counts, "joint", object);
}

static void put_given_up(json_t *counts, const char *why)
{
	json_t *object = json_object();

	put_text(object, "given_up", why);
	json_object_set_new(counts, "joint", object);
}

static void put_writing(json_t *counts, const struct writing *writing)
{
	json_t *object;

	put_site(counts, "writes", writing->site);
	object = json_object_get(counts, "writes");
	put_bool(object, "beside", writing->looked);
	if (!writing->looked)
		return;
	put_number(object, "updates", writing->updates);
	put_number(object, "schedules", writing->schedules);
	put_number(object, "interleaved", writing->runs + writing->repeated);
	put_number(object, "orders", writing->runs);
	put_number(object, "asleep", writing->asleep);
	put_bool(object, "complete", writing->complete);
}

void tell_counts(struct outcome *outcome, const struct verify_options *options,
		 const struct verdict *verdict)
{
	const struct site *uncovered = verdict_uncovered(verdict, options->guest);
	json_t *counts = outcome->counts;

	for (int v = 0; v < VIOLATIONS; v++)
		if (verdict->counts[v])
			outcome_violation(outcome, violation_name((enum violation)v),
					  violation_grade((enum violation)v), verdict->counts[v]);
	if (verdict->vcpus > 1)
		put_number(counts, "vcpus", verdict->vcpus);
	put_number(counts, "schedules", verdict->schedules);
	put_number(counts, "explored", verdict->explored);
	put_number(counts, "planned", verdict->planned);
	if (options->hosts > 1) {
		put_number(counts, "interleaved", verdict->runs + verdict->repeated);
		put_number(counts, "orders", verdict->runs);
		put_number(counts, "asleep", verdict->asleep);
	}
	put_number(counts, "executions", verdict->executions);
	put_number(counts, "accepted", verdict->accepted);
	put_number(counts, "fell_back", verdict->fell_back);
	put_number(counts, "cut", verdict->cut);
	put_number(counts, "limited", verdict->limited);
	put_number(counts, "stuck", verdict->stuck);
	put_number(counts, "overlapped", verdict->overlapped);
	put_number(counts, "accepted_overlapped", verdict->accepted_overlapped);
	put_number(counts, "interesting", verdict->interesting);
	put_number(counts, "host_steps_back", verdict->host_steps_back);
	put_number(counts, "unordered_tsc", verdict->unordered_tsc);
	put_number(counts, "torn_most", verdict->torn_most);
	put_number(counts, "first_violation_at", verdict->first_at);
	put_bool(counts, "complete", verdict->complete);
	put_bool(counts, "interrupted", verdict->interrupted);
	put_real(counts, "seconds", verdict->seconds);
	if (!options->executions && !verdict_status(verdict))
		put_number(counts, "spans", verdict->spans);
	if (!options->executions && !verdict_status(verdict))
		put_claim(outcome->counts, &verdict->claim);
	if (!options->executions && !verdict->error[0])
		put_cost(counts, &verdict->cost);
	if (!verdict->error[0] && uncovered)
		put_site(counts, "uncovered", uncovered);
	if (verdict->floor) {
		put_site(counts, "floor", verdict->floor);
		if (verdict->floor->variable)
			put_text(json_object_get(counts, "floor"), "variable",
				 verdict->floor->variable);
	}
	if (verdict->timed)
		put_site(counts, "waits_for_tsc", verdict->timed);
	if (verdict->held)
		put_site(counts, "held_by_mb", verdict->held);
	if (verdict->writing.site)
		put_writing(counts, &verdict->writing);
	if (verdict->acting.judged)
		put_acting(counts, &verdict->acting);
	else if (verdict->acting.overflowed)
		put_given_up(counts, verdict->acting.overflowed);
	if (verdict->undone) {
		put_site(counts, "undone", verdict->undone);
		put_number(json_object_get(counts, "undone"), "by", verdict->undone_by->line);
	}
}
