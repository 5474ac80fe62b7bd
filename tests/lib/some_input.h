/* Inputs of all kinds, for tests. */
#ifndef WARPAGE_SOME_INPUT_H
#define WARPAGE_SOME_INPUT_H

#include "choice/choice.h"
#include "fuzz/mutator/mutate.h"

#define SOME_INPUT_MAX 700

/* Noise, or what some mutations make of nothing, into data (SOME_INPUT_MAX bytes). Returns the size. */
static inline size_t some_input(u64 *state, u8 *data)
{
	size_t size = 0;

	if (choice_number(state) % 2) {
		size = choice_number(state) % SOME_INPUT_MAX;
		for (size_t i = 0; i < size; i++)
			data[i] = (u8)choice_number(state);
		return size;
	}
	for (unsigned int n = 1 + (unsigned int)(choice_number(state) % 30); n; n--)
		size = mutate(data, size, 512, choice_number(state));
	return size - choice_number(state) % (size + 1) / 8;
}

#endif
