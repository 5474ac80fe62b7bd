/*
 * Probes of when a TSC is sampled, and their judging. A writer on one CPU stores 1, 2, 3, ... and
 * stamps each store on both sides; a reader on another one loads the number, reads the TSC, loads
 * again. No CPU is slandered: skew is given by bounds, and each verdict holds for all skews within
 * them; a thread that was stopped only widens what a stamp encloses; what the writer's log does not
 * tell (yet, or no longer) is counted as unjudged.
 */
#ifndef STRESS_SURVEY_PROBE_H
#define STRESS_SURVEY_PROBE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <warpage/types.h>

#define PROBE_RING 4096 /* updates that the log remembers */

/* One probe: the number before, the TSC, the number after. */
struct probe {
	u64 first, tsc, last;
};

/* One update of the number. */
struct probe_update {
	_Alignas(32) _Atomic u64 number; /* 0: none, or being written */
	_Atomic u64 open;		 /* before the store could be seen by anybody */
	_Atomic u64 sample;		 /* read right after the store, with nothing to drain it */
	_Atomic u64 close;		 /* when everybody could see the store */
};

struct probe_log {
	struct probe_update ring[PROBE_RING];
};

#define PROBE_SKEW_MAX ((s64)1 << 60) /* nothing is known */

/* (TSC of the reader's CPU) - (TSC of the writer's), in ticks: from low to high. */
struct probe_skew {
	s64 low, high;
};

enum probe_kind {
	PROBE_LATE,   /* sampled after a later load had its value */
	PROBE_EARLY,  /* sampled before an earlier load had its value */
	PROBE_UNSEEN, /* sampled while an earlier store could not be seen yet */
	PROBE_KINDS
};

/* What the judged probes of one kind came to. */
struct probe_tally {
	u64 judged;
	u64 unjudged;	    /* the log did not reach so far, or no more */
	u64 able;	    /* of the judged: an update was near enough to tell */
	u64 found;	    /* of the able: it did */
	u64 most;	    /* ticks, beyond stamps and skew */
	struct probe worst; /* the probe of most */
	u64 against;	    /* the stamp that it was held against */
	struct probe_skew skew;
};

/* Write an update into the log, in ascending order of numbers from 1. */
void probe_log_write(struct probe_log *log, u64 number, u64 open, u64 sample, u64 close);

/* Copy update number; false if it is not there (yet, or any more). */
bool probe_log_read(const struct probe_log *log, u64 number, struct probe_update *copy);

/* The update that a probe is held against: one that must be in the log for it to be judged. */
u64 probe_needs(enum probe_kind kind, const struct probe *probe);

/*
 * Judge one probe. For PROBE_UNSEEN it is the stamp that comes from the reader, and the sample in
 * question from the writer. A probe is able to tell if a sample that far (window, in ticks) from
 * where it came, in the direction of kind, would have been found. Returns true if this one was.
 */
bool probe_judge(const struct probe_log *log, const struct probe_skew *skew, enum probe_kind kind,
		 u64 window, const struct probe *probe, struct probe_tally *tally);

/*
 * Narrow skew by a probe whose TSC was fenced on both sides, as stamp() is: it came after the store
 * that the first load saw, and before the one that the last load did not see.
 */
void probe_narrow(const struct probe_log *log, const struct probe *probe, struct probe_skew *skew);

/* Is anything known of it, from both sides? */
bool probe_bounded(const struct probe_skew *skew);

/* Can one skew be within both bounds? If not, a TSC moved, or a stamp was not where it seemed. */
bool probe_agree(const struct probe_skew *a, const struct probe_skew *b);

/* Add what one part of a run came to. */
void probe_tally_add(struct probe_tally *sum, const struct probe_tally *part);

/* All of it is in doubt: what was judged becomes unjudged. */
void probe_tally_doubt(struct probe_tally *tally);

#endif
