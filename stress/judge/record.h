/* What is kept of violations: how many of each kind, and the first with its generations. */
#ifndef STRESS_RECORD_H
#define STRESS_RECORD_H

#include "stress/judge/judge.h"

/* Generations that a violation carries, by their numbers. */
struct picks {
	unsigned int n;
	u64 numbers[RACE_GENERATIONS_MAX];
};

/* The newest of low to high, as many as a violation holds. */
void judge_pick(struct picks *picks, u64 low, u64 high);

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

#endif
