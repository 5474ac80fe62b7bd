/*
 * A table of verdicts: in each row one thing in each model, explored by as many processes as the trial has
 * jobs. What they come to is the same as with one, and comes in the same order.
 */
#ifndef WARPAGE_ANALYSIS_GRID_H
#define WARPAGE_ANALYSIS_GRID_H

#include "analysis/trial.h"

#define GRID_FENCES_MAX 64

struct grid_cell {
	struct verify_options options;
	bool first, last; /* of its row */
	bool tried;	  /* else there was a stop before */
	struct verdict verdict;
	/* barriers that were met, in the order of meeting */
	unsigned int nfences;
	const struct site *fences[GRID_FENCES_MAX];
	const char *names[GRID_FENCES_MAX];
};

struct grid {
	struct trial *trial;
	unsigned int rows;
	/* What row i explores, but for the model; the options are the trial's otherwise. */
	void (*row)(void *arg, unsigned int i, struct verify_options *options);
	/* Take a verdict, which stays the grid's. false: no more of them. */
	bool (*cell)(void *arg, unsigned int i, struct grid_cell *cell);
	void *arg;
};

/* Explore all, in the one model that is wanted or in each. false: a cell wanted no more. */
bool grid_explore(struct grid *grid);

#endif
