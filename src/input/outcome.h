/*
 * What the reads of an input came to, kept for reads of the same bytes in the next input, as long as
 * both have the same run of the host.
 */
#ifndef WARPAGE_OUTCOME_H
#define WARPAGE_OUTCOME_H

#include "input/input_run.h"

/* What a read came to. It depends on the host's run and the read's bytes, and on nothing else. */
struct outcome {
	struct read read; /* without its accesses */
	enum violation violation;
	bool overlaps;
	unsigned int ntaken;
	u16 taken[WITNESS_MAX + 1]; /* its choices, but for those past the last */
	struct features features;
};

/* An input taken apart, and the outcomes of its reads. */
struct planned {
	struct input_plan plan;
	struct outcome *outcomes[INPUT_READS_MAX];
	unsigned int noutcomes;
	u32 used; /* a bit for each of outcomes.pool that stands there */
};

struct outcomes {
	struct planned inputs[2], *input, *before; /* the input at hand, and the one before it */
	struct outcome pool[2 * INPUT_READS_MAX];
};

void outcomes_init(struct outcomes *outcomes);

/* Take the next input apart: it is the one at hand now, without outcomes. */
void outcomes_next(struct outcomes *outcomes, const u8 *data, size_t size);

/* Does the input at hand have the same run of the host as the one before? */
bool outcomes_same_host(const struct outcomes *outcomes);

/* Nothing that the reads of the input before came to counts any more. */
void outcomes_forget(struct outcomes *outcomes);

/*
 * The outcome of the i-th read of the input at hand; reads are asked for in their order. *known: a
 * read of these bytes was in the input before. Else the outcome is yet to be filled in.
 */
struct outcome *outcomes_get(struct outcomes *outcomes, unsigned int i, bool *known);

#endif
