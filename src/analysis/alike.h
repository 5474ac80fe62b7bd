/* The same exploration in several models, each of which is copied from an earlier one where they must be alike. */
#ifndef WARPAGE_ANALYSIS_ALIKE_H
#define WARPAGE_ANALYSIS_ALIKE_H

#include "analysis/trial.h"

struct alike {
	struct verify_options options[MODELS];
	struct verdict verdicts[MODELS];
	unsigned int n;
};

/* In one model more, confirmed. The verdict is alike's. */
struct verdict *alike_explore(struct trial *trial, struct alike *alike,
			      const struct verify_options *options);

void alike_free(struct alike *alike);

#endif
