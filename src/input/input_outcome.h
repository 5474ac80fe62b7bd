/*
 * What the reads of an input came to, kept for reads of the same bytes in the next input, as long as
 * both have the same run of the host.
 */
#ifndef WARPAGE_INPUT_OUTCOME_H
#define WARPAGE_INPUT_OUTCOME_H

#include "input/features.h"
#include "input/input.h"
#include "oracle/oracle.h"

/* What a read came to. It depends on the host's run and the read's bytes, and on nothing else. */
struct input_outcome {
	struct read read; /* without its accesses */
	enum violation violation;
	bool overlaps;
	unsigned int ntaken;
	u16 taken[WITNESS_MAX + 1]; /* its choices, but for those past the last */
	struct features features;
};

/* An input taken apart, and the outcomes of its reads. */
struct input_kept {
	struct input_plan plan;
	struct input_outcome *outcomes[INPUT_READS_MAX];
	unsigned int noutcomes;
	u32 used; /* a bit for each of outcomes.pool that stands there */
};

struct input_outcomes {
	/* the input at hand, and the one before it */
	struct input_kept inputs[2], *input, *before;
	struct input_outcome pool[2 * INPUT_READS_MAX];
};

void input_outcomes_init(struct input_outcomes *outcomes);

/* Take the next input apart: it is the one at hand now, without outcomes. */
void input_outcomes_next(struct input_outcomes *outcomes, const u8 *data, size_t size);

/* Does the input at hand have the same run of the host as the one before? */
bool input_outcomes_same_host(const struct input_outcomes *outcomes);

/* Nothing that the reads of the input before came to counts any more. */
void input_outcomes_forget(struct input_outcomes *outcomes);

/*
 * The outcome of the i-th read of the input at hand; reads are asked for in their order. *known: a
 * read of these bytes was in the input before. Else the outcome is yet to be filled in.
 */
struct input_outcome *input_outcomes_get(struct input_outcomes *outcomes, unsigned int i,
					 bool *known);

#endif
