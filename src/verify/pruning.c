/*
 * Holds the cut at retries against executions with real ones, on small cases: the compiler's view of
 * a loop is not trusted alone.
 */
#include <stdlib.h>

#include "clock/scenario.h"
#include "verify/run.h"

#define PRUNING_UPDATES 2 /* the check of the pruning: updates and retries */
#define PRUNING_RETRIES 3
#define PRUNING_SCHEDULES 6
#define PRUNING_EXECUTIONS 400000
#define OUTCOMES_MAX 4096

/* What a read may end in, as far as the pruning must not change it. */
struct outcomes {
	unsigned int n;
	u64 hashes[OUTCOMES_MAX];
	bool full;
};

static void add_outcome(struct outcomes *outcomes, u64 hash)
{
	for (unsigned int i = 0; i < outcomes->n; i++)
		if (outcomes->hashes[i] == hash)
			return;
	if (outcomes->n == OUTCOMES_MAX)
		outcomes->full = true;
	else
		outcomes->hashes[outcomes->n++] = hash;
}

static bool collect_outcomes(struct run *run, struct outcomes *outcomes, bool unpruned,
			     unsigned int retries, u64 *left)
{
	struct choice *reads = run->read_choice;
	const struct read *read;

	run_setup(run, RUN_POISON, unpruned, retries);
	run->schedule_choice->depth = run->schedule_choice->n;
	choice_begin(run->schedule_choice);
	scenario_choose(run->schedule_choice, run->options->format, run->options->host,
			PRUNING_UPDATES, false, &run->schedule);
	if (!machine_host(run->machine, run->options->host, &run->schedule, run->schedule_choice))
		return false;
	oracle_begin(run->oracle, run->machine, run->options->format);
	choice_exhaustive(reads);
	do {
		enum violation violation;
		bool interesting;
		u64 hash = 0;

		choice_begin(reads);
		read = machine_read(run->machine, run->options->guest, reads);
		if (!--*left || run_stopped(run))
			return false;
		if (read->end == READ_CUT || read->end == READ_LIMIT)
			continue;
		violation = oracle_judge(run->oracle, read, &interesting);
		run_mix(&hash, read->end);
		run_mix(&hash, violation);
		if (read->end == READ_ACCEPTED) {
			run_mix(&hash, read->generations);
			run_mix(&hash, read->value);
		}
		add_outcome(outcomes, hash);
	} while (choice_next(reads));
	return true;
}

enum pruning { PRUNING_SAME, PRUNING_DIFFERS, PRUNING_TOO_LARGE };

static bool same_outcomes(struct outcomes *pruned, const struct outcomes *unpruned)
{
	unsigned int n = pruned->n;

	for (unsigned int i = 0; i < unpruned->n; i++)
		add_outcome(pruned, unpruned->hashes[i]);
	return n == unpruned->n && pruned->n == n && !pruned->full && !unpruned->full;
}

/* On small cases, do executions with real retries end as those that were cut short? */
static enum pruning compare_pruning(struct run *run, unsigned int retries)
{
	struct outcomes *pruned = calloc(2, sizeof(*pruned)), *unpruned = pruned + 1;
	struct choice *choice = run->schedule_choice;
	enum pruning result = pruned ? PRUNING_SAME : PRUNING_TOO_LARGE;
	u64 left = PRUNING_EXECUTIONS;
	unsigned int n = 0;

	choice_exhaustive(choice);
	do {
		choice_begin(choice);
		scenario_choose(choice, run->options->format, run->options->host, PRUNING_UPDATES,
				false, &run->schedule);
		if (result != PRUNING_SAME || n++ == PRUNING_SCHEDULES)
			break;
		pruned->n = unpruned->n = 0;
		if (!collect_outcomes(run, pruned, false, retries, &left) ||
		    !collect_outcomes(run, unpruned, true, retries, &left))
			result = n > 1 ? result : PRUNING_TOO_LARGE;
		else if (!same_outcomes(pruned, unpruned))
			result = PRUNING_DIFFERS;
	} while (left && choice_next(choice));
	free(pruned);
	return result;
}

/*
 * A loop that the compiler's analysis took for memoryless, and whose outcomes with real retries
 * differ all the same, was taken wrongly: explore again, with retries, up to the bound.
 */
void pruning_check(struct run *run)
{
	struct verdict *verdict = run->verdict;
	enum pruning result = PRUNING_TOO_LARGE;
	unsigned int retries;

	for (retries = PRUNING_RETRIES; retries && result == PRUNING_TOO_LARGE; retries--)
		result = compare_pruning(run, retries);
	if (run_stopped(run)) {
		verdict->complete = false;
		return;
	}
	if (result == PRUNING_SAME)
		verdict->pruning_checked = retries + 1;
	if (result != PRUNING_DIFFERS)
		return;
	memset(verdict, 0, sizeof(*verdict));
	verdict->first = VIOLATION_NONE;
	run->torn_shown = 0;
	run->limit = run->options->limit;
	run_setup(run, RUN_POISON, true, run->options->retries);
	verdict->complete = run_explore(run);
	verdict->memoryless = false;
}
