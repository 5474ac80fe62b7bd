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

#include "stress/judge/hostlog.h"
#include "stress/judge/mix.h"
#include "stress/judge/tally.h"
#include "stress/judge/unjudged.h"

#define JUDGE_CACHE 128 /* log entries that a judge keeps; a power of two */
#define JUDGE_SPAN 64	/* generations that one batch may meet and still be judged */

/* Consecutive reads of one thread. */
struct batch {
	unsigned int n;		    /* reads, up to RACE_BATCH */
	bool stamped;		    /* stamps[] holds n + 1, else first and last */
	u64 fell_back;		    /* bit i: read i used the fallback and has no value */
	u64 stamps[RACE_BATCH + 1]; /* read i lies within stamps[i] and stamps[i + 1] */
	u64 values[RACE_BATCH];	    /* format units */
	/* Of formats with several results, which make up values[] as well: */
	u64 improper;	      /* bit i: read i's rest is no rest */
	u64 tscs[RACE_BATCH]; /* that values[i] is of, if the format has that */
	/* Of guests that store to the page: */
	u64 rested; /* bit i: nobody stored to it while read i was made, and */
	u64 valid;  /* bit i: it was valid then */
	unsigned int cpu;
};

/* What other reads are held against: one value, its stamps and the generations it may be of. */
struct outcome {
	u64 value, s, e;
	u64 low, high;
	u64 back_low, back_high; /* intended steps back up to low and up to high, together */
	u64 reader;
	u64 kept; /* not 0: it is what an earlier read had, and of none of the generations */
	u64 set;  /* 0: there is none yet */
};

/* Where a reader leaves violations for the thread that runs the race. */
struct mailbox {
	_Atomic bool full; /* set by the reader, cleared by the other */
	u64 number;	   /* how many of its kind there were, with this one */
	struct race_violation violation;
};

#define JUDGE_BUSY U64_MAX

/* Several hosts, as they come and go: the log does not say when one is at the page before it looks at its update. */
struct judge_rest {
	const u8 *page;
	/* Since when is it outside of publish(), by its TSC? JUDGE_BUSY, before its first store: it is inside. */
	const _Atomic u64 *idle[HOSTS_MAX];
};

/* Of several vCPUs each has one: stride bytes apart, of one clock by the TSC of each. */
struct judge_pages {
	const u8 *at;
	unsigned int n;
	u16 stride;
	const struct schedule *vcpus; /* how many, and how their TSCs stand: */
	enum tscs tscs;
};

struct judge {
	const struct format *format;
	struct hostlog *log;
	bool own_params;
	bool several; /* hosts make the updates side by side ... */
	bool early; /* ... and are told of them before they may look, so their order is not known */
	const struct judge_rest *rest; /* NULL: one host, or nobody knows */
	const struct judge_pages
		*pages; /* of each vCPU, that the host may have left as it was; NULL: one for all */
	bool shares;	/* the guest keeps memory over reads, which all of them share */
	const u8 *written;   /* the page, if the guest may store to it; NULL: it does not */
	enum log_valid seen; /* the page in the read at hand, if so; LOG_VALID_SOME: not known */
	bool patient;	     /* what it keeps may be as old as the log is */
	struct unjudged
		*unjudged; /* if it shares memory, of each of so many readers; NULL: nobody knows */
	unsigned int nreaders;
	_Atomic bool *keeps; /* some read has returned what an earlier one had; NULL: none has */
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
	bool has_passed; /* the last one that was kept from a read that nobody judged is this: */
	u64 passed;
	struct outcome last; /* the thread's newest value */
	struct outcome
		stale; /* one that was stale, and of which clock, until the thread's next value */
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

/* n reads returned these values, and nobody can judge them: others that keep one of them are not to be blamed. */
void judge_pass(struct judge *judge, const u64 *values, unsigned int n);

/* Count a violation that the judge did not find itself, such as a read that is stuck. */
void judge_stuck(struct judge *judge, u64 s, u64 e, unsigned int cpu);

/* So many stores were put back by tsc, of which the last is *back: counted, and the first is kept. */
void judge_note_put_back(struct judge *judge, u64 n, const struct race_put_back *back, u64 tsc,
			 unsigned int cpu);

/*
 * What was of a page at rest, to which guests store, is the guest's arithmetic: the pair is known to have that. Before
 * judge_settle().
 */
void judge_settle_wrong(struct race_tally *tally);

/* The pair is known to lose stores: those that were put back are violations. */
void judge_settle_lost(struct race_tally *tally);

/* Leave a violation, the number-th of its kind, in the mailbox if it has room. NULL has none. */
void judge_tell(struct mailbox *mailbox, const struct race_violation *violation, u64 number);

/* Keep what the log has of a generation in *kept, which is zeroed. */
void judge_keep_generation(const struct log_entry *entry, struct race_generation *kept);

/* Decide what unexplained values were; *tally is the sum of all readers. */
void judge_settle(struct race_tally *tally);

/* Decide what late samples are that came before excuse was known. */
void judge_settle_late(struct race_tally *tally, u32 excuse);

#endif
