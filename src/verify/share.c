/*
 * The schedules of a run, shared by several processes. A worker explores a schedule as if it were the first;
 * the leader adds that to its verdict, in the order of the schedules, or explores the schedule itself where it
 * would not have come out like that: because the run has a limit, or ends, somewhere in it, or something
 * is wrong. So the verdict is the one that a single process comes to, to the last count. Two workers begin
 * with the checks that a clean verdict will want; if it is none, that was for nothing.
 */
#include <stdlib.h>

#include "verify/run.h"
#include "verify/team.h"

#define FENCES_MAX 128

/* What a schedule comes to. */
struct piece {
	struct verdict verdict;
	u64 torn_shown;
	bool complete, memoryless;
	unsigned int nfences; /* that were not met before */
	const struct site *fences[FENCES_MAX];
	const char *names[FENCES_MAX];
};

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

static unsigned int count_fences(const struct machine *machine)
{
	const struct site *sites[FENCES_MAX];
	const char *names[FENCES_MAX];

	return machine_fences(machine, sites, names, FENCES_MAX);
}

/* The barriers that were met in this schedule for the first time. */
static void take_fences(struct share *share, struct piece *piece)
{
	unsigned int before = share->nfences;

	share->nfences =
		machine_fences(share->run->machine, piece->fences, piece->names, FENCES_MAX);
	piece->nfences = share->nfences - before;
	memmove(piece->fences, piece->fences + before, piece->nfences * sizeof(*piece->fences));
	memmove(piece->names, piece->names + before, piece->nfences * sizeof(*piece->names));
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
	struct piece piece = {.verdict = {.first = VIOLATION_NONE}};
	struct run *run = share->run;

	run->verdict = &piece.verdict;
	run->limit = run->options->limit;
	run->torn_shown = 0;
	piece.complete = run_schedule(run);
	piece.memoryless = run_memoryless(run);
	piece.torn_shown = run->torn_shown;
	take_fences(share, &piece);
	piece.verdict.alike = machine_models_alike(run->machine);
	parcel_put(parcel, &piece, sizeof(piece));
	for (int violation = 0; violation < VIOLATIONS; violation++)
		if (piece.verdict.found[violation])
			parcel_put(parcel, piece.verdict.found[violation],
				   sizeof(*piece.verdict.found[violation]));
	verdict_free(&piece.verdict);
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

static void add_findings(struct run *run, const struct piece *piece, const struct parcel *parcel,
			 size_t at)
{
	struct verdict *verdict = run->verdict;
	static struct finding finding;

	for (int violation = 0; violation < VIOLATIONS; violation++) {
		bool replace;

		if (!piece->verdict.found[violation])
			continue;
		parcel_get(parcel, &at, &finding, sizeof(finding));
		finding.execution += verdict->executions;
		replace = violation == VIOLATION_TORN &&
			  run_worse(run, piece->torn_shown, finding.schedule.nupdates,
				    finding.schedule.tail);
		if (verdict->found[violation] && !replace)
			continue;
		if (!verdict->found[violation])
			verdict->found[violation] = malloc(sizeof(finding));
		if (verdict->found[violation])
			*verdict->found[violation] = finding;
		else
			snprintf(verdict->error, sizeof(verdict->error), "out of memory");
	}
}

void run_add_counts(struct verdict *verdict, const struct verdict *more)
{
	verdict->schedules += more->schedules;
	verdict->explored += more->explored;
	verdict->runs += more->runs;
	verdict->executions += more->executions;
	verdict->updates += more->updates;
	verdict->accepted += more->accepted;
	verdict->fell_back += more->fell_back;
	verdict->cut += more->cut;
	verdict->limited += more->limited;
	verdict->stuck += more->stuck;
	verdict->overlapped += more->overlapped;
	verdict->accepted_overlapped += more->accepted_overlapped;
	verdict->retries += more->retries;
	verdict->interesting += more->interesting;
	verdict->host_steps_back += more->host_steps_back;
	verdict->unordered_tsc += more->unordered_tsc;
	verdict->trace += more->trace;
	if (!verdict->floor)
		verdict->floor = more->floor;
	verdict->interrupted |= more->interrupted;
	for (int violation = 0; violation < VIOLATIONS; violation++)
		verdict->counts[violation] += more->counts[violation];
	if (more->torn_most > verdict->torn_most)
		verdict->torn_most = more->torn_most;
}

static void add(struct run *run, const struct piece *piece, const struct parcel *parcel, size_t at)
{
	const struct verdict *more = &piece->verdict;
	struct verdict *verdict = run->verdict;

	if (!verdict->first_at && more->first_at) {
		verdict->first_at = verdict->executions + more->first_at;
		verdict->first = more->first;
		run_limit(run);
	}
	add_findings(run, piece, parcel, at);
	run_add_counts(verdict, more);
	run->carrying |= !piece->memoryless;
	run->alike &= more->alike;
	for (unsigned int i = 0; i < piece->nfences; i++)
		machine_met(run->machine, piece->fences[i], piece->names[i]);
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

	if (job < share->checks) {
		take_check(run, job, parcel);
		return true;
	}
	if (!go_to(share, job - share->checks))
		return false;
	if (parcel)
		parcel_get(parcel, &at, &piece, sizeof(piece));
	/* what was found before a stop is kept, but nothing more is explored */
	if (parcel && (stop ? !piece.verdict.error[0] : fits(run, &piece))) {
		add(run, &piece, parcel, at);
		share->complete = !run->verdict->interrupted && !run->verdict->error[0];
	} else {
		share->complete = run_schedule(run);
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

	share.nfences = count_fences(run->machine);
	team_run(&team);
	return share.complete && !run_stopped(run);
}
