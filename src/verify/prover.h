/* What the files that prove a pair share: proof*.c, and nobody else. */
#ifndef WARPAGE_PROVER_H
#define WARPAGE_PROVER_H

#include "verify/course.h"
#include "verify/proof.h"

#define STARTS_MAX 96

struct start {
	u64 sequence;
	unsigned int updates;
};

/* What a row has besides its start. */
struct row {
	unsigned int place; /* on the page, and where the host dies */
	bool jumps;	    /* the TSC does, in each update */
};

struct prover {
	struct run *run;
	const struct verify_options *options;
	struct verdict verdict; /* of what is explored here */
	struct verdict *whole;
	struct claim *claim;
	struct course course;
	struct schedule *wrong;
	u64 most;	   /* executions */
	unsigned int room; /* updates that a log holds */
	u64 orders;	   /* of visibility of one row, the most so far */
	bool spills;	   /* stores of two updates are without an order between them */
	bool wide;	   /* a load that decides is of several fields */
	bool changes;	   /* the page is valid at times, and at times not */
	unsigned int nstarts;
	struct start starts[STARTS_MAX];
};

/* No proof, for this reason. */
enum proof prover_refuse(struct prover *prover, const struct site *site, const char *why);

/* From here on reads are judged by label, or by value; and so many more after the first violation. */
void prover_by_label(struct prover *prover, bool labels, u64 more);

/*
 * Explore a row from a start, which is then done; from another process it came with so many maps and orders of
 * visibility. The next row of the same start: false past the last (proof_rows.c).
 */
enum proof prover_explore_row(struct prover *prover, const struct start *start,
			      const struct row *row);
void prover_row_done(struct prover *prover, unsigned int updates, u64 maps, u64 orders);
bool prover_next_row(const struct prover *prover, struct row *row);

/* A start with so many updates is planned; all rows of one. */
void prover_plan_start(struct prover *prover, unsigned int updates);
enum proof prover_explore_start(struct prover *prover, const struct start *start);

/* All rows of prover->starts, by options->jobs processes if they are many (proof_share.c). */
enum proof prover_explore_starts(struct prover *prover);

/* How many updates a log must have, as far as was seen; from which starts, and what is claimed (proof_plan.c). */
unsigned int prover_updates_needed(const struct prover *prover);
enum proof prover_plan(struct prover *prover);

/* What the guest computes of the clocks of all short schedules (proof_values.c). */
enum proof prover_judge_points(struct prover *prover);

#endif
