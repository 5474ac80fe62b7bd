/* What may be wrong with a value, each kind in a file of its own. For the judge's own files. */
#ifndef STRESS_KINDS_H
#define STRESS_KINDS_H

#include "stress/judge/window.h"

/* record.c: what is kept of violations. */

/* Generations that a violation carries, by their numbers. */
struct picks {
	unsigned int n;
	u64 numbers[RACE_GENERATIONS_MAX];
};

/* The newest of low to high, as many as a violation holds. */
void judge_pick(struct picks *picks, u64 low, u64 high);

/* Begin a violation: a value that was read in the window. */
void judge_begin(const struct judge *judge, const struct window *window, enum violation kind,
		 u64 value, unsigned int cpu, struct race_violation *violation);

/* Has the mailbox room for a violation? NULL has none. */
bool judge_may_tell(const struct mailbox *mailbox);

/*
 * Count a violation in *counter. It is completed with the generations picked and kept in *first if
 * it is the first one, and told at once if the mailbox has room.
 */
void judge_record(struct judge *judge, struct race_violation *violation, const struct picks *picks,
		  u64 *counter, struct race_violation *first);

/* Count one violation of violation->kind; the first of a kind is kept with its generations. */
void judge_count(struct judge *judge, struct race_violation *violation, u64 low, u64 high);

/* late.c: what a late sample explains. */

/*
 * Is value what generation k, which was due in the window, gives at a TSC after that, but not after
 * the window? Returns by how many ticks, skew deducted, or 0.
 */
u64 judge_late_as(struct judge *judge, const struct window *window, u64 k, u64 value);

/*
 * A value that is not legal in window, which ends at its TSC if that is known: counted, and true, if a late sample may
 * have given it.
 */
bool judge_late(struct judge *judge, const struct window *window, u64 value, unsigned int cpu);

/*
 * The violation, of VIOLATION_STALE or VIOLATION_BACKWARDS, is what a sample late by violation->late ticks
 * looks like: it is counted, and true, unless that is no excuse. low, high: as for judge_count().
 */
bool judge_excuse(struct judge *judge, struct race_violation *violation, u64 low, u64 high);

/* The same of a value of clock k's, in that window, that was sampled late by so many ticks. */
bool judge_excuse_stale(struct judge *judge, const struct window *window, u64 value,
			unsigned int cpu, u64 k, u64 late);

/* results.c: what else a read returns. */

/*
 * Read i has several results: what else than its time they say, and in *of the part of its window that its time is
 * of. false: there is something wrong with that, and it is counted.
 */
bool judge_results(struct judge *judge, const struct batch *batch, unsigned int i,
		   const struct window *window, struct window *of);

/* kept.c: values that other reads had, of a guest that keeps the last one. */

enum kept { KEPT_NOT, KEPT, KEPT_LATE /* and it is counted: by a late sample, or as unjudged */ };

/* Is value no less than something that is due in the window? */
bool judge_is_ahead(struct judge *judge, const struct window *window, u64 value);

/*
 * A value that is not legal in window: was it before, and is it no less than what is due, as from a guest
 * that keeps the last one? Then it is counted as kept.
 */
enum kept judge_kept(struct judge *judge, const struct window *window, u64 value, unsigned int cpu);

/* Has some read returned such a value? Then none may return less than one before it. */
bool judge_keeps(const struct judge *judge);

/* Count a value that may be what another read, which is judged for that, has left. */
void judge_inherited(struct judge *judge, struct race_violation *violation, u64 low, u64 high);

/* foreign.c: of several vCPUs. */

/* What the page shows, whoever may be at it. */
void judge_look(const struct format *format, const u8 *at, u8 *params);

/* Is the violation's value what some vCPU's page shows, which the host has left to an older clock? Then it is counted. */
bool judge_left(struct judge *judge, const struct window *window, struct race_violation *violation);

/*
 * Is it what a clock gives by the TSC of another vCPU than the page's? Then it is counted. So it is if no update is near and
 * TSCs are apart: where nothing explains it, it is taken for what others turn out to be.
 */
bool judge_foreign(struct judge *judge, const struct window *window,
		   struct race_violation *violation);

/* tear.c: what the last tear explains. */

/* Remember the pieces of a tear whose generations were picked. */
void judge_remember(struct judge *judge, const struct race_violation *violation,
		    const struct picks *picks);

/* Is value a tear like the last one? Then it is counted. */
bool judge_illegal_again(struct judge *judge, const struct window *window, u64 value,
			 unsigned int cpu);

/* illegal.c: give a kind to a value that is not legal in window, and count it. */
void judge_illegal(struct judge *judge, const struct window *window, u64 value, unsigned int cpu);

/* order.c: hold two values in order of time against each other: b's read began after a's end. */
void judge_order(struct judge *judge, const struct outcome *a, const struct outcome *b,
		 unsigned int cpu);

/*
 * The same of a value that was stale, clock k's in that window, against the next legal one of its thread: it is kept, if
 * clocks are told in order of their numbers, and held against that one, and forgotten.
 */
void judge_keep_stale(struct judge *judge, const struct window *window, u64 value, u64 k);
void judge_order_stale(struct judge *judge, const struct outcome *now, unsigned int cpu);

#endif
