/* A batch: a reader's reads between two stamps. */
#ifndef RACE_BATCH_H
#define RACE_BATCH_H

#include "stress/race/engine.h"

/* If fresh is not 0, the last batch's closing stamp still serves as the opening one. */
void batch_read(struct reader *reader, u64 fresh, struct batch *batch);

/* With a stamp after every read. */
void batch_read_stamped(struct reader *reader, struct batch *batch);

/* So, in the build that pauses; one of the reads does. */
void batch_read_gapped(struct reader *reader, struct batch *batch);

/* What the guest alone can do: nothing is judged. */
void batch_read_bare(struct reader *reader, struct batch *batch);

#endif
