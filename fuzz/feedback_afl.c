/*
 * Feedback for AFL++: a guard per counter, registered like those of instrumented code, so that each
 * has a place of its own in the map that nothing else uses. To be compiled by plain clang: an
 * instrumented unit has guards of its own under the same names.
 */
#include <string.h>

#include "fuzz/engine.h"

static uint8_t counters[FEEDBACK_COUNTERS];
static uint32_t guards[FEEDBACK_COUNTERS];

extern uint8_t *__afl_area_ptr;
void __sanitizer_cov_trace_pc_guard_init(uint32_t *start, uint32_t *stop);

__attribute__((constructor)) static void register_guards(void)
{
	for (unsigned int i = 0; i < FEEDBACK_COUNTERS; i++)
		guards[i] = 0;
	__sanitizer_cov_trace_pc_guard_init(guards, guards + FEEDBACK_COUNTERS);
}

uint8_t *feedback_counters(void)
{
	return counters;
}

/* Only words that were touched cost more than a load. */
void feedback_flush(void)
{
	for (unsigned int i = 0; i < FEEDBACK_COUNTERS; i += 8) {
		uint64_t word;

		memcpy(&word, counters + i, sizeof(word));
		if (!word)
			continue;
		for (unsigned int j = i; j < i + 8; j++)
			if (counters[j])
				__afl_area_ptr[guards[j]] = counters[j];
		memset(counters + i, 0, sizeof(word));
	}
}
