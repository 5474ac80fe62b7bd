/* Batches that start at a TSC at which the host is to publish: a target. */
#ifndef RACE_AIM_H
#define RACE_AIM_H

#include "stress/race/engine.h"

#define AIM_APPROACH 200000 /* parts of a second before a target in which nothing else is begun */

/* Turn to the first target after now. */
void aim_take(struct reader *reader, u64 now);

/* A stamped batch at the target. */
void aim_read(struct reader *reader, struct batch *batch);

/* What that batch, of the target at that TSC, tells of where the next one is to start. */
void aim_learn(struct reader *reader, const struct batch *batch, u64 target);

#endif
