/*
 * What AFL++ needs of a target. Feedback: a guard per counter, registered like those of
 * instrumented code, so that each has a place of its own in the map that nothing else uses. To be
 * compiled by plain clang: an instrumented unit has guards of its own under the same names. And an
 * end: the process that forks dies with afl-fuzz, those that run inputs die with that one, stopped
 * or not, however afl-fuzz ended.
 */
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

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

static void die_with_parent(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

/* It is not inherited. */
__attribute__((constructor)) static void end_with_engine(void)
{
	die_with_parent();
	pthread_atfork(NULL, NULL, die_with_parent);
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

void engine_long_rows(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
}
