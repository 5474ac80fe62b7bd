/* Judges the joint executions of logs, for those who choose the schedules (joint.c, joint_search.c). */
#ifndef WARPAGE_LOOKER_H
#define WARPAGE_LOOKER_H

#include "verify/run.h"
#include "verify/wanted.h"

/* A read that ended in a node of the joint executions, at that moment. */
struct known {
	u32 log;
	u16 e;
	struct joint_judged judged;
};

struct looker {
	struct run *run;
	struct joint *joint;
	struct wanted *wanted; /* of a guest that stores to the page, ... */
	struct choice *orders; /* ... and of the host's steps and those; or NULL */
	struct choice *first;  /* NULL, or what answers the first draws, as long as it has bytes */
	struct verdict before; /* the log at hand */
	struct joint_counts counts; /* of the log at hand */
	bool keeps; /* some read has returned what was due before it, rather than less */
	bool less; /* than some read before returned one, at a step back that was meant; with keeps that counts */
	struct joint_judged judged[JOINT_ALL_MAX];
	struct known *known; /* by node */
	u32 log;	     /* the how many-th one it is */
};

/* There is more to do than there is room for. Returns false: stop. */
bool looker_give_up(struct looker *looker, const char *why);

/* Begin: what the run's verdict counts of joint executions, too. false: out of memory, and the verdict says so. */
bool looker_begin(struct looker *looker, struct run *run);
void looker_end(struct looker *looker);

/*
 * Run the host through the schedule at hand, and its joint executions: all, or (random is not NULL) so many that are
 * drawn. false: stop.
 */
bool looker_log(struct looker *looker, u64 *random, u64 draws);

/*
 * Are reads looked at together? Of one host alone, in x86-manual and weak of one vCPU, and not by who only counts; if they
 * store to the page, of one vCPU, not in weak, and not by a search.
 */
bool looker_can(const struct run *run);

#endif
