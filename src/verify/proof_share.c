/*
 * The rows of a proof, shared by several processes. A worker explores a row as if it were the next one; the leader
 * adds that to its verdict, in the order of the rows. What is known of the code (grounds.h) grows by what rows show,
 * and what a row comes to depends on it. So the leader explores a row itself that has shown anything new, or is no
 * plain part of a proof, and then has others begin anew, who know that. It comes out as with one process.
 */
#include "verify/piece.h"
#include "verify/prover.h"

struct share {
	struct prover *prover;
	struct verify_options options; /* a worker's own */
	struct grounds known;	       /* when the workers were hired */
	unsigned int start;	       /* the row at hand: of this start, ... */
	struct row row;		       /* ... this one */
	u64 at;			       /* a worker's: rows that it has come to since */
	unsigned int nfences;	       /* a worker's: that the leader knows of */
	enum proof proof;
};

/* Besides the piece. */
struct shown {
	bool new;    /* of the code */
	bool spills; /* as in the prover */
	bool changes;
};

static bool go_on(struct share *share)
{
	if (prover_next_row(share->prover, &share->row))
		return true;
	share->row = (struct row){.place = 0};
	return ++share->start < share->prover->nstarts;
}

static bool same_grounds(const struct grounds *a, const struct grounds *b)
{
	return a->why == b->why && a->against == b->against && a->nhost == b->nhost &&
	       a->nguest == b->nguest && a->steering == b->steering && a->freezes == b->freezes &&
	       a->decides == b->decides && a->used == b->used && a->changed == b->changed &&
	       a->used_by == b->used_by;
}

static bool work(void *arg, u64 job, volatile int *stop, struct parcel *parcel)
{
	struct share *share = arg;
	struct prover *prover = share->prover;
	struct run *run = prover->run;
	struct shown shown;
	struct piece piece;

	for (; share->at < job; share->at++)
		if (!go_on(share))
			return false;
	if (run->options != &share->options) {
		share->options = *run->options;
		share->options.stop = stop;
		share->options.watch = NULL;
		share->options.foretell = NULL;
		run->options = prover->options = &share->options;
	}
	piece_begin(&piece, run);
	piece.complete = prover_explore_row(prover, &prover->starts[share->start], &share->row) ==
			 PROOF_HOLDS;
	piece_take_fences(&piece, run->machine, &share->nfences);
	shown = (struct shown){
		.new = !same_grounds(&share->known, machine_grounds(run->machine)) ||
		       run->structure.violations || run->structure.untold,
		.spills = prover->spills,
		.changes = prover->changes,
	};
	piece_end(&piece, run, parcel);
	parcel_put(parcel, &shown, sizeof(shown));
	return true;
}

/* Would the leader have come to this as well, and gone on? */
static bool fits(const struct prover *prover, const struct piece *piece, const struct shown *shown)
{
	const struct verdict *verdict = prover->run->verdict, *more = &piece->verdict;

	return piece->complete && piece->memoryless && !shown->new && !more->error[0] &&
	       verdict->executions + more->executions < prover->most &&
	       (!more->undone || verdict->undone || verdict->runs >= UNDONE_RUNS);
}

static bool take(void *arg, u64 job, const struct parcel *parcel)
{
	struct share *share = arg;
	struct prover *prover = share->prover;
	const struct start *start = &prover->starts[share->start];
	struct run *run = prover->run;
	struct shown shown;
	struct piece piece;
	size_t at = 0, end;

	(void)job;
	if (run_stopped(run)) {
		share->proof = PROOF_STOPPED;
		return false;
	}
	if (parcel) {
		parcel_get(parcel, &at, &piece, sizeof(piece));
		end = at;
		parcel_get(parcel, &end, &shown, sizeof(shown));
	}
	if (parcel && fits(prover, &piece, &shown)) {
		piece_add(run, &piece, parcel, at);
		prover->spills |= shown.spills;
		prover->changes |= shown.changes;
		prover_row_done(prover, start->updates, piece.verdict.executions,
				piece.verdict.cost.structures);
	} else {
		share->proof = prover_explore_row(prover, start, &share->row);
	}
	return go_on(share) && share->proof == PROOF_HOLDS && !prover->wrong->nupdates &&
	       same_grounds(&share->known, machine_grounds(run->machine));
}

static void wait(void *arg)
{
	run_watch(((struct share *)arg)->prover->run);
}

static void share_rows(struct share *share)
{
	struct run *run = share->prover->run;
	struct team team = {.workers = run->options->jobs,
			    .jobs = TEAM_OPEN,
			    .stop = run->options->stop,
			    .work = work,
			    .take = take,
			    .wait = wait,
			    .arg = share};

	share->known = *machine_grounds(run->machine);
	share->at = 0;
	share->nfences = piece_count_fences(run->machine);
	team_run(&team);
	if (share->proof == PROOF_HOLDS && run_stopped(run))
		share->proof = PROOF_STOPPED;
}

/* Others cost more than what is left of little. */
static bool is_much(const struct prover *prover)
{
	const struct verdict *verdict = prover->run->verdict;

	return prover->options->jobs > 1 && !prover->wrong->nupdates &&
	       verdict->foreseen >= verdict->executions + RUN_ALONE;
}

enum proof prover_explore_starts(struct prover *prover)
{
	struct share share = {.prover = prover, .proof = PROOF_HOLDS};

	while (share.start < prover->nstarts && share.proof == PROOF_HOLDS) {
		if (is_much(prover)) {
			share_rows(&share);
			continue;
		}
		share.proof = prover_explore_row(prover, &prover->starts[share.start], &share.row);
		if (share.proof == PROOF_HOLDS)
			go_on(&share);
	}
	return share.proof;
}
