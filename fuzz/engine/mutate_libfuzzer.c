/* Gives libFuzzer the mutator of inputs; one mutation in sixteen is left to its own. */
#include "fuzz/engine/engine.h"
#include "fuzz/mutator/mutate.h"

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed)
{
	if (seed % 16 == 7)
		return LLVMFuzzerMutate(data, size, max);
	return mutate(data, size, max, seed);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
				 uint8_t *out, size_t max, unsigned int seed)
{
	return mutate_cross(a, a_size, b, b_size, out, max, seed);
}
