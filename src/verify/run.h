/* One run of the loop around the machine, shared by the files of this folder. */
#ifndef WARPAGE_RUN_H
#define WARPAGE_RUN_H

#include "verify/verdict.h"

#define RUN_POISON 0xa5
#define OTHER_POISON 0x5a /* which changes with every hook */

struct run {
	struct machine *machine;
	struct oracle *oracle;
	const struct verify_options *options;
	struct verdict *verdict;
	struct choice *schedule_choice, *read_choice;
	unsigned int schedule_choices; /* how many of them made the schedule itself */
	struct schedule schedule;
	double started;
	u64 limit;	/* executions; 0 for none */
	u64 torn_shown; /* units by which the torn value that is kept is off */
};

/* Before and after a run, whose verdict this starts; false: the verdict has an error. */
bool run_begin(struct run *run, struct machine *machine, struct oracle *oracle,
	       const struct verify_options *options, struct verdict *verdict);
void run_end(struct run *run);

/* The host's run and all (or some random) reads against it. false: stop. */
bool run_log(struct run *run);

/* The verdict's error, where traces differ between the poisons. */
void run_refuse_unseen(struct verdict *verdict);

/* Options for the machine from those of the run. */
void run_setup(struct run *run, u8 poison, bool unpruned, unsigned int retries);

/* All schedules; true if it came to an end by itself. */
bool run_explore(struct run *run);

/* Has the run been stopped from outside? Then its verdict says so. */
bool run_stopped(struct run *run);

/* Stir value into *hash. */
void run_mix(u64 *hash, u64 value);

/* Compare pruned with unpruned executions, and mend the verdict if they differ (pruning.c). */
void pruning_check(struct run *run);

/*
 * Explore long rows of updates, and say in the verdict how many a read may span. Violations count as
 * any (span.c).
 */
void span_explore(struct run *run);

#endif
