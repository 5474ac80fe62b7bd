/* What live clocks came to, as an outcome. */
#ifndef STRESS_LIVE_TELL_H
#define STRESS_LIVE_TELL_H

#include "outcome/outcome.h"
#include "stress/live/live.h"

/* All of it but the verdict: violations, lanes, and what else it rests on. */
void live_tell(struct outcome *outcome, const struct live_summary *total);

/* ... and the first that the control was caught with, in words. */
void live_tell_control(struct outcome *outcome, const struct live_summary *total);

/* What a verdict is about, in a few words. */
void live_print_covered(FILE *out, const struct live_summary *total);

/* For live_tell(): the numbers, as lines. */
void live_tell_counts(struct outcome *outcome, const struct live_summary *total);

#endif
