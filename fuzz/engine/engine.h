/* What targets and fuzzers have between them. */
#ifndef WARPAGE_FUZZ_ENGINE_H
#define WARPAGE_FUZZ_ENGINE_H

#include <stddef.h>
#include <stdint.h>

/* A target: run one input. Returns 0; whatever is wrong aborts. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A target that has something to do before the first input. */
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* libFuzzer's own mutator, and the hooks for another one. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
				 uint8_t *out, size_t max, unsigned int seed);

/*
 * Feedback besides coverage: FEEDBACK_COUNTERS counters, which a target raises, or NULL if the engine
 * takes none (feedback_*.c, one per engine that has more than feedback.c). feedback_flush() is to be called after each input.
 */
#define FEEDBACK_COUNTERS 512
uint8_t *feedback_counters(void);
void feedback_flush(void);

/*
 * A target whose inputs are cheap if they have much in common with the one before (its schedule):
 * from LLVMFuzzerInitialize(), ask the engine for long rows of mutations of one input. What the
 * user has asked for stands.
 */
void engine_long_rows(int *argc, char ***argv);

/*
 * A target that is about to abort: the input is printed, if the engine would leave that to a file alone,
 * for which there may be no room.
 */
void engine_tell(const uint8_t *data, size_t size);

#endif
