/*
 * What a fuzzer is to take for new, other than code: which store each load saw, in relation to the
 * load before it; how the read ended; and how near it came to a violation. A guest has a dozen
 * branches at most, and they do not tell an execution that mixes two updates from one that doesn't.
 * A feature is a counter: its number is a hash of what happened. Nothing depends on addresses.
 */
#ifndef WARPAGE_FEATURES_H
#define WARPAGE_FEATURES_H

#include "machine/machine.h"

#define INPUT_FEATURES 512 /* a power of two */
#define FEATURES_MAX 64	   /* of a read with very many the first count */

enum input_feature { FEATURE_READS_FROM, FEATURE_END, FEATURE_NEAR_MISS };

/* The features of one read, by number. */
struct features {
	unsigned int n;
	u16 numbers[FEATURES_MAX];
};
void features_read(struct features *features, const struct log *log, const struct read *read);

#endif
