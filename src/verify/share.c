/*
 * The schedules of a run, shared by several processes. A worker explores a schedule as if it were the first;
 * the leader adds that to its verdict, in the order of the schedules, or explores the schedule itself where it
 * would not have come out like that: because the run has a limit, or ends, somewhere in it, or something
 * is wrong. So the verdict is the one that a single process comes to, to the last count. Two workers begin
 * with the checks that a clean verdict will want; if it is none, that was for nothing.
 */
#include <stdlib.h>

#include "verify/piece.h"
#include "verify/team.h"

/* Jobs before the schedules. */
enum { COMPARE, SPAN, CHECKS };

struct share {
	struct run *run;
	unsigned int checks;	       /* CHECKS, or 0 */
	struct verify_options options; /* a worker's own */
	u64 at;			       /* schedules that this process has come to */
	unsigned int nfences;	       /* a worker's: that the leader knows of */
	bool complete;
};

/* Come to a schedule, and those are shared upwards. */
static bool go_to(struct share *share, u64 job)
{
	while (share->at <= job) {
		if (!run_next(share->run))
			return false;
		share->at++;
	}
	return true;
}

static void check(struct run *run, u64 job, struct ahead *ahead)
{
	struct verdict verdict = {.first = VIOLATION_NONE, .complete = true};

	run->verdict = &verdict;
	machine_compare_models(run->machine);
	if (job == COMPARE) {
		ahead->pruning = pruning_compare(run, &ahead->retries);
		ahead->compared = !run_stopped(run);
		ahead->compared_alike = machine_models_alike(run->machine);
	} else {
		verdict.spans = run->options->updates;
		span_explore(run);
		ahead->spanned = verdict.complete && !verdict.error[0] && !run_stopped(run);
		ahead->rows = verdict;
		ahead->spanned_alike = machine_models_alike(run->machine);
	}
	verdict_free(&verdict);
}

/* And go on as if it had not been done: what others know of the reads so far, they know. */
static void check_ahead(struct share *share, u64 job, struct parcel *parcel)
{
	struct run *run = share->run, before = *run;
	struct choice *choice = malloc(sizeof(*choice));
	struct ahead ahead = {.compared = false};

	if (choice && run_memoryless(run)) {
		*choice = *run->schedule_choice;
		check(run, job, &ahead);
		*run = before;
		*run->schedule_choice = *choice;
		run_setup(run, false, run->options->retries);
		machine_compare_models(run->machine);
		share->nfences = 0;
	}
	free(choice);
	parcel_put(parcel, &ahead, sizeof(ahead));
}

static void explore(struct share *share, struct parcel *parcel)
{
	struct piece piece;
	struct run *run = share->run;

	piece_begin(&piece, run);
	run->limit = run->options->limit;
	piece.complete = run_schedule(run);
	piece_take_fences(&piece, run->machine, &share->nfences);
	piece_end(&piece, run, parcel);
}

static bool work(void *arg, u64 job, volatile int *stop, struct parcel *parcel)
{
	struct share *share = arg;
	struct run *run = share->run;

	if (job >= share->checks && !go_to(share, job - share->checks))
		return false;
	if (run->options != &share->options) {
		share->options = *run->options;
		share->options.stop = stop;
		share->options.watch = NULL;
		share->options.foretell = NULL;
		run->options = &share->options;
	}
	if (job < share->checks)
		check_ahead(share, job, parcel);
	else
		explore(share, parcel);
	return true;
}

/* Would a run that has come as far as this one have explored the schedule to the end, and gone on? */
static bool fits(const struct run *run, const struct piece *piece)
{
	const struct verify_options *options = run->options;
	const struct verdict *verdict = run->verdict, *more = &piece->verdict;
	u64 executions = verdict->executions + more->executions;

	if (!piece->complete || more->error[0] || (run->limit && executions >= run->limit))
		return false;
	if (more->first_at && (options->first_only || options->wanted))
		return false;
	if (!verdict->first_at && more->first_at && options->budget &&
	    more->executions >= more->first_at + options->budget)
		return false;
	return !more->undone || verdict->undone || verdict->runs >= UNDONE_RUNS;
}

static void take_check(struct run *run, u64 job, const struct parcel *parcel)
{
	struct ahead *ahead = &run->ahead, one;
	size_t at = 0;

	parcel_get(parcel, &at, &one, sizeof(one));
	if (job == COMPARE) {
		ahead->compared = one.compared;
		ahead->pruning = one.pruning;
		ahead->retries = one.retries;
		ahead->compared_alike = one.compared_alike;
	} else {
		/* the first runs of the host are looked at, and those were none of them */
		ahead->spanned = one.spanned && !one.rows.undone;
		ahead->rows = one.rows;
		ahead->spanned_alike = one.spanned_alike;
	}
}

static bool take(void *arg, u64 job, const struct parcel *parcel)
{
	struct share *share = arg;
	struct run *run = share->run;
	bool stop = run_stopped(run);
	struct piece piece;
	size_t at = 0;
	u64 before;

	if (job < share->checks) {
		take_check(run, job, parcel);
		return true;
	}
	if (!go_to(share, job - share->checks))
		return false;
	before = run->verdict->executions;
	if (enough_of_all(run)) {
		share->complete = false;
		return false;
	}
	if (parcel)
		parcel_get(parcel, &at, &piece, sizeof(piece));
	/* what was found before a stop is kept, but nothing more is explored */
	if (parcel && (stop ? !piece.verdict.error[0] : fits(run, &piece))) {
		piece_add(run, &piece, parcel, at);
		share->complete = !run->verdict->interrupted && !run->verdict->error[0];
	} else {
		share->complete = run_schedule(run);
	}
	if (share->complete) {
		estimate_done(run, run->nupdates, run->verdict->executions - before);
		estimate_tell(run);
	}
	run_watch(run);
	return share->complete || run->verdict->interrupted;
}

static void wait(void *arg)
{
	run_watch(((struct share *)arg)->run);
}

bool share_rest(struct run *run)
{
	struct share share = {.run = run, .checks = run->checks ? CHECKS : 0, .complete = true};
	struct team team = {.workers = run->options->jobs,
			    .loose = share.checks,
			    .jobs = TEAM_OPEN,
			    .stop = run->options->stop,
			    .work = work,
			    .take = take,
			    .wait = wait,
			    .arg = &share};

	share.nfences = piece_count_fences(run->machine);
	team_run(&team);
	return share.complete && !run_stopped(run);
}
