/* One pair, whatever there is to be said of it, on one page. */
#ifndef WARPAGE_ANALYSIS_CHECK_H
#define WARPAGE_ANALYSIS_CHECK_H

#include "analysis/stress.h"
#include "analysis/trial.h"

struct check {
	struct trial trial; /* first, for trial_run(): in which models, and how far */
	struct stress_arguments race;
	/* while it runs */
	u32 baseline[MODELS]; /* violations, by enum violation */
	bool whole[MODELS];   /* was the verdict one? */
	bool proved; /* is it clean, for any number of updates and any values, in all that make the verdict? */
	struct finding *worst;
	char worst_path[512];
	const struct site *floor;    /* what the guest keeps over reads; or NULL */
	const struct outcome *raced; /* the part that is the race; NULL: there was none */
	unsigned int bearing, barriers;
	char missing[128]; /* what a stop cut short or left out: "weak, deaths, barriers" */
};

/*
 * For trial_run(): the pair in every model (or one), its barriers, a race; a part of the outcome each. A
 * violation of x86-manual alone, or if the host dies, is told, and does not make the verdict.
 */
void check_pair(struct trial *trial);

#endif
