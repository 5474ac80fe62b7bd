/*
 * Gives afl-fuzz the mutator of inputs, as a library of its own: AFL_CUSTOM_MUTATOR_LIBRARY. One
 * input in four is crossed with another one of the queue first.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz/mutator/mutate.h"
#include "choice/choice.h"
#include "input/layout.h"

#define ROOM (INPUT_RECORDS_MAX * INPUT_RECORD)

struct afl_mutator {
	u64 state;
	u8 out[ROOM];
};

void *afl_custom_init(void *afl, unsigned int seed);
void afl_custom_deinit(void *data);
size_t afl_custom_fuzz(void *data, u8 *buffer, size_t size, u8 **out, u8 *other, size_t other_size,
		       size_t max);

void *afl_custom_init(void *afl, unsigned int seed)
{
	struct afl_mutator *mutator = calloc(1, sizeof(*mutator));

	(void)afl;
	if (mutator)
		mutator->state = seed;
	return mutator;
}

void afl_custom_deinit(void *data)
{
	free(data);
}

size_t afl_custom_fuzz(void *data, u8 *buffer, size_t size, u8 **out, u8 *other, size_t other_size,
		       size_t max)
{
	struct afl_mutator *mutator = data;
	size_t n = 0;

	max = max < ROOM ? max : ROOM;
	*out = mutator->out;
	if (other && choice_number(&mutator->state) % 4 == 0)
		n = mutate_cross(buffer, size, other, other_size, mutator->out, max,
				 choice_number(&mutator->state));
	if (!n) {
		n = size < max ? size : max;
		memcpy(mutator->out, buffer, n);
	}
	return mutate(mutator->out, n, max, choice_number(&mutator->state));
}
