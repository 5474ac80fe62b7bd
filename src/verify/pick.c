/* Which violation becomes a finding: the first of its kind, but of tears one that shows the harm. */
#include <stdlib.h>

#include "verify/run.h"

static void fill_finding(struct run *run, struct finding *finding, enum violation violation)
{
	const struct verify_options *options = run->options;
	const struct choice *choice = run->schedule_choice;

	finding->violation = violation;
	finding->blame = BLAME_RACE;
	finding->format = options->format;
	finding->host = options->host;
	finding->guest = options->guest;
	finding->model = options->model;
	finding->word = options->word;
	finding->schedule = run->schedule;
	finding->dropped = options->dropped;
	finding->execution = run->verdict->executions;
	finding->nchoices = choice->n - run->schedule_choices;
	if (finding->nchoices > FINDING_CHOICES_MAX)
		finding->nchoices = FINDING_CHOICES_MAX;
	memcpy(finding->choices, choice->taken + run->schedule_choices,
	       finding->nchoices * sizeof(*finding->choices));
}

/*
 * Many a tear moves the value by nothing at all, and convinces nobody. So the one that is kept is the
 * worst of those that are as plain as the first: as few updates, at the same pace; and any that
 * does harm, if none of these does.
 */
static bool worse(struct run *run, const struct read *read)
{
	const struct finding *found = run->verdict->found[VIOLATION_TORN];
	u64 off = read->tsc_position < 0
			  ? U64_MAX
			  : oracle_distance(run->oracle, read->value, (u16)read->tsc_position);

	if (off == U64_MAX) /* there is nothing to compare with */
		return false;
	if (off > run->verdict->torn_most)
		run->verdict->torn_most = off;
	if (found && off <= run->torn_shown)
		return false;
	if (found && run->torn_shown &&
	    (found->schedule.nupdates != run->schedule.nupdates ||
	     found->schedule.tail != run->schedule.tail))
		return false;
	run->torn_shown = off;
	return true;
}

struct finding *run_note(struct run *run, enum violation violation, const struct read *read)
{
	struct verdict *verdict = run->verdict;
	struct finding *finding;
	bool replace;

	verdict->counts[violation]++;
	if (!verdict->first_at) {
		verdict->first_at = verdict->executions;
		verdict->first = violation;
		if (run->options->budget &&
		    (!run->limit || run->limit > verdict->executions + run->options->budget))
			run->limit = verdict->executions + run->options->budget;
	}
	replace = violation == VIOLATION_TORN && worse(run, read);
	if (verdict->found[violation] && !replace)
		return NULL;
	finding = verdict->found[violation];
	if (finding)
		memset(finding, 0, sizeof(*finding));
	else
		finding = calloc(1, sizeof(*finding));
	if (!finding) {
		snprintf(verdict->error, sizeof(verdict->error), "out of memory");
		return NULL;
	}
	verdict->found[violation] = finding;
	fill_finding(run, finding, violation);
	return finding;
}
