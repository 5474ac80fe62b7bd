/* What is asked of verify and search, and what comes of it. */
#ifndef WARPAGE_VERDICT_H
#define WARPAGE_VERDICT_H

#include "finding/finding.h"
#include "outcome/outcome.h"

#define SEARCH_DEPTH 2	    /* unless asked for another */
#define PLANNED_MAX 1000000 /* schedules that are counted */
#define UNDONE_RUNS 64 /* of the host, in which undone_look() looks: later ones do as those did */

#define VERIFY_MOVES 2
#define VERIFY_READERS 2
#define VERIFY_READS 2

struct verdict;

struct verify_options {
	const struct format *format;
	const struct host *host; /* of the machine */
	const struct guest *guest;
	enum model model;
	unsigned int word;    /* 64 or 32 */
	unsigned int hosts;   /* 0 or 1: one; 2: side by side on one page */
	unsigned int updates; /* at most, in one schedule */
	unsigned int retries; /* at most, in a loop that carries something over */
	unsigned int vcpus;   /* 0: two for a guest that asks which it is on, one for others */
	unsigned int tscs;  /* how the TSCs of several stand, a bit for each of enum tscs; 0: all */
	unsigned int moves; /* of a read to another vCPU, at most; 0: VERIFY_MOVES */
	bool several;	    /* one of them was asked for, and is in vain on one vCPU: an error */
	unsigned int readers, reads; /* of joint reads; 0: VERIFY_READERS, VERIFY_READS */
	const struct site *dropped;  /* a fence to leave out, or NULL */
	bool deaths;		     /* the host may die in the last update (search: in any) */
	bool first_only;	     /* stop at the first violation */
	bool quick;    /* nothing is made twice, no check of the pruning, no long rows */
	bool by_value; /* the values of short schedules alone: no proof for all is tried */
	u64 budget;    /* executions after the first violation, at most; 0 for all ... */
	bool thorough; /* ... and no fewer, though other kinds are not to be expected (enough.c) */
	u32 wanted;    /* stop when one of these kinds was found, a bit each; 0: never */
	u64 limit;     /* executions at most; 0 for all. A search has one of its own: */
	/* Which torn reads count; NULL: all */
	bool (*counts)(const void *arg, const struct log *log, const struct read *read);
	const void *arg;
	/* search only */
	const struct strategy *strategy; /* NULL: strategy_all */
	unsigned int depth;		 /* of pct, 1 to CHANGES_MAX; 0: SEARCH_DEPTH */
	u64 seed;
	u64 executions;	    /* at most */
	volatile int *stop; /* set from outside to end early; may be NULL */
	unsigned int jobs;  /* processes that share the schedules; 0 or 1: none but this one */
	/* called now and then, to tell how far it is; may be NULL */
	void (*watch)(void *watcher, const struct verify_options *options,
		      const struct verdict *verdict);
	/* called before what is going to take a while, for verdict->foreseen; may be NULL */
	void (*foretell)(void *watcher, const struct verify_options *options,
			 const struct verdict *verdict);
	void *watcher;
};

/* Of reads that act on each other by way of memory that the guest keeps (joint.c). */
struct acting {
	bool judged;		/* they were looked at */
	bool complete;		/* ... to the end */
	const char *overflowed; /* ... but given up, for some logs or for all, and why */
	unsigned int readers, reads, updates;
	unsigned int storing; /* reads of each reader in logs in which they store to the page */
	bool single;	      /* each read was judged by itself, as well */
	bool all_starts;      /* of the page, not one alone */
	u64 schedules, executions, blocked;
	u64 left; /* a search: of these schedules, those of which reads were not judged together */
	bool stopped; /* reads store to the page also where all vCPUs stop, or the host dies: left out */
	u64 stores; /* logs in which such reads store to the page */
	u64 near;   /* of these schedules, with clocks near where what is stored wraps */
};

/* Of a guest that stores to the page (writers.c). */
struct writing {
	const struct site *site; /* where some read does; NULL: none does, as far as was explored */
	bool looked;		 /* logs were explored in which another read does so, ... */
	bool complete;		 /* ... to the end */
	unsigned int updates;
	u64 schedules, runs, repeated, asleep; /* of them, as below */
};

/* What was proved for any values, and any number of updates: by proof.c, see proof.h. */
struct claim {
	bool any;	      /* it holds for them ... */
	unsigned int updates; /* ... as logs of so many show all that longer ones do, */
	unsigned int period;  /* for what is tested of the sequence comes round after so many ... */
	u64 span;     /* ... and what is compared of it not before so many; U64_MAX: never */
	bool counted; /* that is arithmetic; if not, so many were run */
	u64 structures, reads;	    /* logs, and reads of them that ended */
	u64 points;		    /* values that were held against their clocks */
	const char *why;	    /* why not, if not any ... */
	const struct site *against; /* ... and where, or NULL */
};

/* What it took. A log is the host's run through a row of updates, in one order of visibility. */
struct cost {
	u64 structures, structure_maps; /* logs by label, and maps of loads to stores in them ... */
	u64 planned;			/* ... and logs that there were to be */
	u64 logs, log_maps;		/* the same by value, with each row's own clocks */
	u64 values;			/* times that were held against their clocks */
};

struct verdict {
	struct claim claim;
	struct cost cost;
	u64 schedules; /* begun */
	u64 explored;  /* with all their executions */
	u64 left; /* runs of the host that showed what they had to show before all reads were made */
	u64 planned;   /* all there are, or PLANNED_MAX if there are more; 0: random ones */
	bool by_label; /* while it is made: schedules, explored and planned are structures */
	u64 foreseen;  /* executions in all, as far as is known (estimate.c); 0: that is not */
	u64 runs;      /* of the host: schedules, in each order of visibility */
	unsigned int vcpus;
	u64 repeated; /* several hosts: runs whose stores were those of another one, ... */
	u64 asleep;   /* ... and runs left as orders of steps like others; neither was read */
	u64 executions, updates;
	u64 accepted, fell_back, cut, limited, stuck;
	u64 overlapped;		 /* reads that overlapped an update, cut ones too */
	u64 accepted_overlapped; /* and were accepted */
	u64 retries;
	u64 interesting;			    /* late values that were legal */
	u64 counts[VIOLATIONS], met_at[VIOLATIONS]; /* ... and the execution of each kind's first */
	u64 host_steps_back; /* backwards, by a host whose own clocks step back */
	u64 unordered_tsc;
	u64 first_at; /* execution of the first violation, 0 for none */
	enum violation first;
	/* the first of each kind, or NULL; of tears the worst among its like, see run.c */
	struct finding *found[VIOLATIONS];
	u64 torn_most;		    /* so many units off was the worst torn value */
	bool memoryless;	    /* every retry loop carries nothing over */
	const struct site *carries; /* one that may carry something over, or NULL */
	const struct site *floor;   /* where a read touched memory that reads keep, or NULL */
	const struct site *timed;   /* a loop that waits for the TSC, or NULL */
	const struct site
		*held; /* a TSC sample that smp_mb() or MFENCE alone holds in its place, or NULL */
	struct acting acting;
	struct writing writing;
	unsigned int pruning_checked; /* ... and so say executions with up to so many retries */
	unsigned int spans;	      /* it holds for reads that span up to so many updates ... */
	u64 rows; /* ... as so many more runs of the host, in longer rows, say */
	/* a store to neither sequence nor parameter that the host puts back in the same update, or NULL */
	const struct site *undone, *undone_by;
	bool complete;	  /* all that was asked for was done, with as many retries as asked for */
	bool interrupted; /* ... was not, because *options->stop was set */
	u32 alike;	  /* models that have this verdict as well, a bit each ... */
	const char
		*same_as; /* ... of which this is the name of one that it was found in, or NULL */
	u64 trace;	  /* a hash of all traces */
	double seconds;
	char error[256]; /* why there is no verdict; "" if there is one */
};

void verdict_free(struct verdict *verdict);

/*
 * If a verdict holds in that model as well, as nothing that was executed is different there, it is copied, with
 * its findings, which are to be confirmed like others. false if it does not, or without memory.
 */
bool verdict_copy(const struct verdict *verdict, enum model model, enum model other,
		  struct verdict *copy);

/* What it comes to. Clean is nothing but what was explored to its end. */
enum outcome_verdict verdict_outcome(const struct verdict *verdict);

/* The exit status: 0 clean, also within a limit of retries; 1 violation; 2 all else. */
int verdict_status(const struct verdict *verdict);

/*
 * Of a verdict without an error: a store of the guest through its page parameter, which no execution came
 * to; NULL if it has none. Other accesses that were never made are not known.
 */
const struct site *verdict_uncovered(const struct verdict *verdict, const struct guest *guest);

/* A store of the guest's code through its page parameter, or NULL. */
const struct site *verdict_page_store(const struct guest *guest);

/* What a verdict's floor is, in words: "guest.c:14: the guest keeps 'last' over reads". Returns out. */
const char *verdict_kept(const struct site *floor, char *out, size_t size);

/* Which violations? A bit per enum violation. */
u32 verdict_violations(const struct verdict *verdict);

/*
 * Look in a log for a store that the host undoes itself, unless the verdict has one, or has seen enough
 * of them (undone.c).
 */
void undone_look(const struct log *log, const struct format *format, struct verdict *verdict);

#endif
