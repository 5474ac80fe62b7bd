/*
 * The judge of one reader thread: holds every batch of reads against the host's log.
 *
 * A value v is legal iff for some generation k and some TSC t of the reader's in [s, e] and in
 * [begin_k - margin, end_(k+1) + margin], f_k(t) = v: the guest works with its own CPU's TSC, and the
 * log is of the host's. What is not legal is a violation and gets its kind, or is late-tsc; what the
 * log no longer covers is counted as unjudged. The judge knows nothing of threads: it can be fed
 * with a log and batches made by hand.
 */
#ifndef STRESS_JUDGE_H
#define STRESS_JUDGE_H

#include "stress/hostlog.h"
#include "stress/mix.h"
#include "stress/race.h"

#define JUDGE_CACHE 128 /* log entries that a judge keeps; a power of two */
#define JUDGE_SPAN 64	/* generations that one batch may meet and still be judged */

/* Consecutive reads of one thread. */
struct batch {
	unsigned int n;		    /* reads, up to RACE_BATCH */
	bool stamped;		    /* stamps[] holds n + 1, else first and last */
	u64 fell_back;		    /* bit i: read i used the fallback and has no value */
	u64 stamps[RACE_BATCH + 1]; /* read i lies within stamps[i] and stamps[i + 1] */
	u64 values[RACE_BATCH];	    /* format units */
	unsigned int cpu;
};

/* What other reads are held against: one value, its stamps and the generations it may be of. */
struct outcome {
	u64 value, s, e;
	u64 low, high;
	u64 back_low, back_high; /* intended steps back up to low and up to high, together */
	u64 reader;
	u64 set; /* 0: there is none yet */
};

/* Where a reader leaves violations for the thread that runs the race. */
struct mailbox {
	_Atomic bool full; /* set by the reader, cleared by the other */
	u64 number;	   /* how many of its kind there were, with this one */
	struct race_violation violation;
};

struct judge {
	const struct format *format;
	struct hostlog *log;
	bool own_params;
	unsigned int reader;
	u64 margin;		   /* ticks between this CPU's TSC and the host's */
	u64 pair_margin;	   /* ticks between this CPU's TSC and another reader's */
	const _Atomic u32 *excuse; /* as struct race_calls has it; NULL: nothing is excused */
	u64 limit; /* the newest generation that any read may have met; U64_MAX: not known */
	struct race_tally *tally;
	struct mailbox *mailbox; /* NULL: none */
	unsigned int fruitless;	 /* searches for a mix that found none */
	bool has_tear;		 /* the last tear was of two neighbours, with these pieces: */
	unsigned int npieces;
	struct race_piece pieces[RACE_UNITS_MAX]; /* generation 0 is the older one */
	struct outcome last;			  /* the thread's newest value */
	struct log_entry cache[JUDGE_CACHE];
};

/* Add to a counter that another thread may look at meanwhile. */
static inline void judge_add(u64 *counter, u64 n)
{
	__atomic_store_n(counter, *counter + n, __ATOMIC_RELAXED);
}

/* Is value a behind b? Less than half of all values apart, they may wrap between the two. */
static inline bool judge_behind(u64 a, u64 b)
{
	return (s64)(a - b) < 0;
}

/* The bucket of n in a histogram of RACE_BUCKETS. */
static inline unsigned int judge_bucket(u64 n)
{
	unsigned int bucket = n ? 64 - (unsigned int)__builtin_clzll(n) : 0;

	return bucket < RACE_BUCKETS ? bucket : RACE_BUCKETS - 1;
}

/* Prepare *judge; counts and first violations go to *tally, which must be zeroed. */
void judge_start(struct judge *judge, const struct format *format, struct hostlog *log,
		 bool own_params, unsigned int reader, u64 margin, struct race_tally *tally);

/*
 * Judge a batch. peer is an outcome of another thread that was taken before the batch's first
 * stamp, or NULL. Returns whether there was nothing to it: no update near, all values in order.
 */
bool judge_batch(struct judge *judge, const struct batch *batch, const struct outcome *peer);

/* Count a violation that the judge did not find itself, such as a read that is stuck. */
void judge_stuck(struct judge *judge, u64 s, u64 e, unsigned int cpu);

/* Decide what unexplained values were; *tally is the sum of all readers. */
void judge_settle(struct race_tally *tally);

/* Decide what late samples are that came before excuse was known. */
void judge_settle_late(struct race_tally *tally, u32 excuse);

/* For the judge's own files. */

/* The generations low to high may be seen between the reader's own stamps s and e. */
struct window {
	u64 s, e;
	u64 low, high;
};

/* The window by the host's TSC, as far as it may be off. */
static inline u64 judge_from(const struct judge *judge, const struct window *window)
{
	return window->s > judge->margin ? window->s - judge->margin : 0;
}

static inline u64 judge_to(const struct judge *judge, const struct window *window)
{
	return window->e + judge->margin;
}

/*
 * Entry k of the log, complete, or NULL if it has been overwritten. The pointer holds until
 * JUDGE_CACHE other generations were asked for.
 */
const struct log_entry *judge_entry(struct judge *judge, u64 k);

/* Find the window of [s, e]. Returns false, having counted n reads as unjudged, if it is lost. */
bool judge_window(struct judge *judge, u64 s, u64 e, unsigned int n, struct window *window);

/* f_k(tsc) of a log entry. */
u64 judge_time(const struct judge *judge, const struct log_entry *entry, u64 tsc);

/* Is value legal as generation k of the window? */
bool judge_legal_as(struct judge *judge, const struct window *window, u64 k, u64 value);

/*
 * Is value what generation k, which was due in the window, gives at a TSC after that, but not after
 * the window? Returns by how many ticks, skew deducted, or 0.
 */
u64 judge_late_as(struct judge *judge, const struct window *window, u64 k, u64 value);

/* A value that is not legal in window: counted, and true, if a late sample may have given it. */
bool judge_late(struct judge *judge, const struct window *window, u64 value, unsigned int cpu);

/*
 * The violation, of RACE_STALE or RACE_BACKWARDS, is what a sample late by violation->late ticks
 * looks like: it is counted, and true, unless that is no excuse. low, high: as for judge_count().
 */
bool judge_excuse(struct judge *judge, struct race_violation *violation, u64 low, u64 high);

/* Count one violation of violation->kind; the first of a kind is kept with its generations. */
void judge_count(struct judge *judge, struct race_violation *violation, u64 low, u64 high);

/* Give a kind to a value that is not legal in window, and count it. */
void judge_illegal(struct judge *judge, const struct window *window, u64 value, unsigned int cpu);

/* Hold two values in order of time against each other: b's read started after a's had ended. */
void judge_order(struct judge *judge, const struct outcome *a, const struct outcome *b,
		 unsigned int cpu);

/* Generations that a violation carries, by their numbers. */
struct picks {
	unsigned int n;
	u64 numbers[RACE_GENERATIONS_MAX];
};

/* The newest of low to high, as many as a violation holds. */
void judge_pick(struct picks *picks, u64 low, u64 high);

/* The window that an earlier read had, in which its value may be of several generations. */
static inline struct window judge_window_of(const struct outcome *outcome)
{
	return (struct window){outcome->s, outcome->e, outcome->low, outcome->high};
}

/* Has the mailbox room for a violation? NULL has none. */
bool judge_may_tell(const struct mailbox *mailbox);

/*
 * Count a violation in *counter. It is completed with the generations picked and kept in *first if
 * it is the first one, and told at once if the mailbox has room.
 */
void judge_record(struct judge *judge, struct race_violation *violation, const struct picks *picks,
		  u64 *counter, struct race_violation *first);

/* Remember the pieces of a tear whose generations were picked. */
void judge_remember(struct judge *judge, const struct race_violation *violation,
		    const struct picks *picks);

/* Is value a tear like the last one? Then it is counted. */
bool judge_illegal_again(struct judge *judge, const struct window *window, u64 value,
			 unsigned int cpu);

#endif
