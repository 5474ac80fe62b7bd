/*
 * Holds the cut at retries against executions with real ones, on small cases: the compiler's view of
 * a loop is not trusted alone.
 */
#include <stdlib.h>

#include "verify/run.h"

#define PRUNING_UPDATES 2 /* the check of the pruning: updates and retries */
#define PRUNING_RETRIES 3
#define PRUNING_SCHEDULES 6
#define PRUNING_SCHEDULES_PROVED 2 /* the same structure with other values */
#define PRUNING_EXECUTIONS 400000
#define PRUNING_TABLE 100000 /* of one of many pairs */
#define PRUNING_PROVED 30000 /* of a pair that is proved for all values: for less of it */
#define PRUNING_GROWTH 8     /* where there are many, one retry more takes so many times as many */
#define OUTCOMES_MAX 4096
#define OUTCOMES_SLOTS (2 * OUTCOMES_MAX)

/* What a read may end in, as far as the pruning must not change it. */
struct outcomes {
	unsigned int n;
	bool full;
	u64 hashes[OUTCOMES_SLOTS]; /* 0: none */
};

static void add_outcome(struct outcomes *outcomes, u64 hash)
{
	unsigned int at = (unsigned int)(hash >> 32) % OUTCOMES_SLOTS;

	hash |= !hash;
	for (; outcomes->hashes[at]; at = (at + 1) % OUTCOMES_SLOTS)
		if (outcomes->hashes[at] == hash)
			return;
	if (outcomes->n == OUTCOMES_MAX) {
		outcomes->full = true;
		return;
	}
	outcomes->hashes[at] = hash;
	outcomes->n++;
}

struct check {
	struct run *run;
	struct outcomes pruned, unpruned;
	unsigned int retries;
	u64 left; /* executions */
};

/* How the reads of the schedule at hand end; false if there are too many. */
static bool collect_outcomes(struct check *check, struct outcomes *outcomes, bool unpruned)
{
	struct run *run = check->run;
	struct choice *reads = run->read_choice;
	const struct read *read;

	run_watch(run);
	memset(outcomes, 0, sizeof(*outcomes));
	run_setup(run, unpruned, check->retries);
	run->schedule_choice->n = run->schedule_choices;
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
		if (!check->left || !--check->left || run_stopped(run))
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

/* Do executions with real retries end as those that were cut short, which are collected already? */
static enum pruning compare(struct check *check)
{
	unsigned int n = check->pruned.n;

	if (!collect_outcomes(check, &check->unpruned, true))
		return PRUNING_TOO_LARGE;
	for (unsigned int i = 0; i < OUTCOMES_SLOTS; i++)
		if (check->unpruned.hashes[i])
			add_outcome(&check->pruned, check->unpruned.hashes[i]);
	return n == check->unpruned.n && check->pruned.n == n && !check->pruned.full &&
			       !check->unpruned.full
		       ? PRUNING_SAME
		       : PRUNING_DIFFERS;
}

static u64 executions_of(const struct run *run)
{
	if (run->verdict->claim.any)
		return PRUNING_PROVED;
	return run->options->budget && !run->options->thorough ? PRUNING_TABLE : PRUNING_EXECUTIONS;
}

/*
 * The first schedule, with as many retries as there are executions for: from one on, as what is too much
 * with some is more with others, and what differs with some differs with more.
 */
static enum pruning find_retries(struct check *check)
{
	u64 before, left = executions_of(check->run);
	enum pruning result = PRUNING_TOO_LARGE;

	check->left = left;
	check->retries = 1;
	if (!collect_outcomes(check, &check->pruned, false))
		return PRUNING_TOO_LARGE;
	for (before = check->left;; check->retries++) {
		enum pruning more;

		check->left = before;
		more = compare(check);
		if (more == PRUNING_TOO_LARGE) {
			check->left = left;
			check->retries--;
			return result;
		}
		result = more;
		left = check->left;
		if (result == PRUNING_DIFFERS || check->retries == PRUNING_RETRIES ||
		    (before - left) * PRUNING_GROWTH > before)
			return result;
	}
}

/* A few schedules of so many updates, as long as there are executions left. */
static enum pruning check_schedules(struct check *check, unsigned int updates)
{
	struct run *run = check->run;
	unsigned int schedules =
		run->verdict->claim.any ? PRUNING_SCHEDULES_PROVED : PRUNING_SCHEDULES;
	enum pruning result;

	run_rewind(run, updates, false);
	do {
		if (!run_next(run))
			return PRUNING_TOO_LARGE;
	} while (run->nupdates < updates);
	result = find_retries(check);
	for (unsigned int n = 1; n < schedules && result == PRUNING_SAME; n++) {
		if (!run_next(run) || !collect_outcomes(check, &check->pruned, false))
			break;
		if (compare(check) == PRUNING_DIFFERS)
			result = PRUNING_DIFFERS;
	}
	return result;
}

enum pruning pruning_compare(struct run *run, unsigned int *retries)
{
	struct check *check = calloc(1, sizeof(*check));
	enum pruning result;

	if (!check)
		return PRUNING_TOO_LARGE;
	check->run = run;
	result = check_schedules(check, PRUNING_UPDATES);
	for (unsigned int n = PRUNING_UPDATES - 1; n && result == PRUNING_TOO_LARGE; n--)
		result = check_schedules(check, n);
	*retries = check->retries;
	free(check);
	return result;
}

/*
 * A loop that the compiler's analysis took for memoryless, and whose outcomes with real retries
 * differ all the same, was taken wrongly: explore again, with retries, up to the bound.
 */
void pruning_check(struct run *run)
{
	struct verdict *verdict = run->verdict;
	unsigned int retries = run->ahead.retries;
	enum pruning result =
		run->ahead.compared ? run->ahead.pruning : pruning_compare(run, &retries);

	if (run->ahead.compared)
		run->alike &= run->ahead.compared_alike;
	if (result == PRUNING_SAME)
		verdict->pruning_checked = retries;
	if (run_stopped(run)) {
		verdict->complete = false;
		return;
	}
	if (result != PRUNING_DIFFERS)
		return;
	*verdict = (struct verdict){
		.first = VIOLATION_NONE, .planned = verdict->planned, .cost = verdict->cost};
	run->torn_shown = 0;
	run->limit = run->options->limit;
	run_setup(run, true, run->options->retries);
	verdict->complete = run_explore(run);
	verdict->memoryless = false;
	run->ahead.spanned = false;
}
