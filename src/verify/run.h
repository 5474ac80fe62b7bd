/* One run of the loop around the machine, shared by the files of this folder. */
#ifndef WARPAGE_RUN_H
#define WARPAGE_RUN_H

#include "verify/verdict.h"

#define RUN_POISON 0xa5
/* Executions before others are called in, less than they cost; and before it is known how long one takes. */
#define RUN_ALONE 20000

/* Ways that reads of one log have taken; a power of two */
#define WAYS 1024

enum pruning { PRUNING_SAME, PRUNING_DIFFERS, PRUNING_TOO_LARGE };

/* Checks of a clean verdict that somebody has made before it was there. */
struct ahead {
	bool compared, spanned; /* which of them */
	enum pruning pruning;
	unsigned int retries;
	struct verdict rows;
	u32 compared_alike, spanned_alike; /* models that have not differed in them */
};

/* Where parameters are told by label (proof.c): what the reads so far came to. */
struct structure {
	bool on;
	u64 more;	/* executions after the first violation, for other kinds; U64_MAX: all */
	u32 violations; /* of some values, a bit each ... */
	u32 certain;	/* ... and those of them that were no other kind with the values at hand */
	bool untold;	/* of some read it can't be said, without values */
};

/* Kinds of violations besides the first, and what is known of them (enough.c); a bit each. */
struct further {
	u32 expected; /* some schedule shows them, as labels say */
	u32 known;    /* they were found before there were workers ... */
	bool carrying,
		settled; /* ... as was a loop that carries something over; and that is past */
	u64 shorter;	 /* schedules with fewer updates than the one at hand */
	u32 log_kinds;	 /* of the log at hand */
	bool paces;	 /* each pace was tried before it */
	u64 log_began,
		log_newest; /* the executions before it; and of it, up to its newest kind, or 0 */
};

/* Rows of so many updates: how many are to be explored, how many were, and in how many maps. */
struct estimate {
	struct {
		u64 planned, done, maps;
	} rows[UPDATES_MAX + 1];
	bool told;
};

struct run {
	struct machine *machine;
	struct oracle *oracle;
	const struct verify_options *options;
	struct verdict *verdict;
	struct choice *schedule_choice, *read_choice;
	unsigned int schedule_choices; /* how many of them made the schedule itself */
	struct schedule schedule;
	double started;
	double watched; /* when that was told last */
	u64 limit;	/* executions; 0 for none */
	u64 torn_shown; /* units by which the torn value that is kept is off */
	struct way {
		u64 hash, log;
	} * ways; /* of the log at hand; those of others are none */
	u64 log;
	struct logs *logs; /* several hosts: of the schedule at hand (logs.c); NULL: one host */
	unsigned int nways;
	unsigned int vcpus;    /* of every schedule */
	unsigned int nupdates; /* of the schedule at hand; 0 before the first */
	unsigned int most;     /* at most so many */
	u64 come;	       /* schedules that it has come to, explored here or by others */
	bool deaths;
	const struct wanted *
		wanted; /* what reads that act on each other store to the page (wanted.h), or NULL */
	bool lost_alone;  /* beside a guest that stores to the page nothing is read, ... */
	u64 orders_left;  /* ... in so many orders of steps */
	bool writes;	  /* schedules are of a guest that stores to the page, beside the host */
	bool moved, more; /* schedule_choice has left it already; for another one? */
	bool checks;	  /* may be made ahead */
	struct ahead ahead;
	u32 alike;     /* models that have not differed for others who explored */
	bool carrying; /* some retry loop was not memoryless */
	struct structure structure;
	struct further further;
	struct estimate estimate;
};

/* Before and after a run, whose verdict this starts; false: the verdict has an error. */
bool run_begin(struct run *run, struct machine *machine, struct oracle *oracle,
	       const struct verify_options *options, struct verdict *verdict);
void run_end(struct run *run);

/* The host's run and all (or some random) reads against it. false: stop. */
bool run_log(struct run *run);

/* Judge a read, and stir what it came to into *trace. false: stop. */
bool run_judge(struct run *run, const struct read *read, u64 *trace);

/* Several hosts: forget the logs of the schedule before; is the one at hand as one before of this schedule? */
bool logs_make(struct run *run);
void logs_forget(struct run *run);
bool logs_repeated(struct run *run);
/*
 * Count a violation, of read or (NULL) of two. Returns the finding to put the reads into, without any
 * yet, or NULL if this one is not kept.
 */
struct finding *run_note(struct run *run, enum violation violation, const struct read *read);

/* The same of a joint execution, whose reads are not put into the finding: of read, or (NULL) of two. */
void run_note_joint(struct run *run, enum violation violation, const struct joint_step_back *back,
		    bool as_is, const struct read *read);

/* Is it time to leave off? */
bool run_exhausted(struct run *run);

/* Reads that act on each other, if the guest keeps memory over them, and nothing is wrong so far (joint.c). */
void joint_look(struct run *run);

/* If the guest stores to the page: reads of logs in which another one does so, too (writers.c). */
void writers_look(struct run *run);

/* Where some read so far has stored to the page, or NULL. */
const struct site *writers_store(const struct run *run);

/* A search draws whether the next schedule has such a guest, if its code has a store to the page. */
bool writers_drawn(struct run *run);

/* Of a schedule that was chosen for several hosts make one of a host and such a guest. */
static inline void writers_give(struct schedule *schedule)
{
	schedule->hosts = 0;
	schedule->writers = 1;
}

/* Then all reads of the log against each other: does one go back behind another? */
void run_judge_pairs(struct run *run);

/* The schedule at hand in all orders of visibility. false: stop. */
bool run_schedule(struct run *run);

/* Options for the machine from those of the run. */
void run_setup(struct run *run, bool unpruned, unsigned int retries);

/* Does a read of one update ask which vCPU it is on? */
bool run_asks_vcpu(struct run *run);

/* How often a read comes to another vCPU at most. */
static inline unsigned int run_moves(const struct run *run)
{
	return run->options->moves ? run->options->moves : VERIFY_MOVES;
}

/* How many vCPUs the schedules have, as asked for, or as the guest makes it (vcpus.c). */
unsigned int run_vcpus(struct run *run);

/* Give a schedule that was not chosen its vCPUs, with the first of the TSCs that were asked for. */
void run_give_vcpus(struct run *run, struct schedule *schedule);

/* From the first schedule on, of those of up to so many updates, ... */
void run_rewind(struct run *run, unsigned int updates, bool deaths);

/* ... the next one; false past the last. */
bool run_next(struct run *run);

/* All schedules; true if it came to an end by itself. */
bool run_explore(struct run *run);

/* Add up what was counted, or what it took alone. */
void run_add_counts(struct verdict *verdict, const struct verdict *more);
void run_add_cost(struct cost *cost, const struct cost *more);

/* Those that come after the one at hand, by options->jobs processes (share.c). */
bool share_rest(struct run *run);

/* How long it has taken so far. */
double run_seconds(const struct run *run);

/* Tell whoever watches how far it is, unless that was just done. */
void run_watch(struct run *run);

/*
 * What is to come (estimate.c): rows of so many updates are planned; one was explored, in so many maps, by which
 * verdict->foreseen is mended; it is told now, if it is much and was not told before.
 */
void estimate_plan(struct run *run, unsigned int updates, u64 rows);
void estimate_done(struct run *run, unsigned int updates, u64 maps);
void estimate_tell(struct run *run);

/* Rows that were planned and not explored. */
u64 estimate_left(const struct estimate *estimate);

/*
 * Count a tear that is off by so many units, of a schedule with so many updates and such a tail. Is it the
 * one to be shown?
 */
bool run_worse(struct run *run, u64 off, unsigned int nupdates, u64 tail);

/* The executions are limited from the first violation on. */
void run_limit(struct run *run);

/*
 * For other kinds of violations than the first (enough.c): before a log, and at each violation, before it is
 * counted; ...
 */
void enough_begin_log(struct run *run);
void enough_note(struct run *run, enum violation violation);

/* ... is there no more to be expected of the log at hand, or of all schedules that are left? After each: */
bool enough_of_log(const struct run *run);
bool enough_of_all(const struct run *run);
void enough_settle(struct run *run);

/* Did all retry loops so far carry nothing over? */
bool run_memoryless(const struct run *run);

/* Was all that the read did seen by the machine? If not, the verdict has an error (unseen.c). */
bool run_seen(struct run *run, const struct read *read);

/* Has the run been stopped from outside? Then its verdict says so. */
bool run_stopped(struct run *run);

/* Stir value into *hash. */
void run_mix(u64 *hash, u64 value);

/* Compare pruned with unpruned executions, with up to so many retries (pruning.c), ... */
enum pruning pruning_compare(struct run *run, unsigned int *retries);

/* ... unless that was done ahead, and mend the verdict if they differ. */
void pruning_check(struct run *run);

/*
 * Explore long rows of updates, and say in the verdict how many a read may span. Violations count as
 * any (span.c).
 */
void span_explore(struct run *run);

#endif
