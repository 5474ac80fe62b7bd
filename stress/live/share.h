/*
 * What a reader shows the others of what it has read from one lane. One thread writes, any number
 * read meanwhile, and nobody waits.
 */
#ifndef STRESS_LIVE_SHARE_H
#define STRESS_LIVE_SHARE_H

#include <stdatomic.h>

#include "stress/judge/billboard.h"

#define LIVE_RING 256 /* marks; a power of two */

/* What a batch's last read gave, and the TSC when it had ended. */
struct live_mark {
	u64 end, value;
	u64 epoch; /* values of two epochs say nothing about each other */
};

/* The newest marks, for those who compare TSC stamps. */
struct live_ring {
	_Alignas(64) _Atomic u64 head; /* number of the next mark */
	struct {
		_Atomic u64 end, value, epoch;
	} marks[LIVE_RING];
};

/* Writer: append *mark; its end is not before that of the one before. */
void live_ring_add(struct live_ring *ring, const struct live_mark *mark);

/*
 * Reader: copy the newest marks, newest first, up to one that ended before TSC since, or as many
 * as there are in half of the ring. Returns how many.
 */
unsigned int live_ring_copy(const struct live_ring *ring, u64 since,
			    struct live_mark marks[LIVE_RING / 2]);

#endif
