/*
 * What a verdict in the default model leaves open: whether the pair holds where LFENCE;RDTSC may be
 * sampled late, and where the host may die in mid-update.
 */
#ifndef WARPAGE_ANALYSIS_BEYOND_H
#define WARPAGE_ANALYSIS_BEYOND_H

#include "verify/verify.h"

/* How many executions a look beyond a verdict is worth: a few times as many as that took. */
u64 beyond_patience(const struct verdict *verdict);

/*
 * Look beyond the verdict that options gave: in x86-manual, and with deaths unless they are among the
 * options. Each look ends after so many executions, or when *options->stop is set; how far it came is
 * told. Findings are neither saved nor printed. The outcome gets a line for each, and an outcome beyond.
 */
void beyond_look(struct machine *machine, struct oracle *oracle,
		 const struct verify_options *options, const struct verdict *verdict, u64 limit,
		 struct outcome *outcome);

#endif
