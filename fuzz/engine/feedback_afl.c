/*
 * What AFL++ needs of a target. Feedback: a guard per counter, registered like those of
 * instrumented code, so that each has a place of its own in the map that nothing else uses. To be
 * compiled by plain clang: an instrumented unit has guards of its own under the same names. And an
 * end: the process that forks dies with afl-fuzz, those that run inputs die with that one, stopped
 * or not, and the memory that they share is gone with the last of them, however afl-fuzz ended.
 */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <unistd.h>

#include "fuzz/engine/engine.h"

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

static pid_t parent;

static void remember_parent(void)
{
	parent = getpid();
}

static void die_with_parent(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static void die_with_forker(void)
{
	die_with_parent();
	if (getppid() != parent)
		_exit(1);
}

/* It is not inherited. */
__attribute__((constructor)) static void end_with_engine(void)
{
	die_with_parent();
	pthread_atfork(remember_parent, NULL, die_with_forker);
}

/*
 * Linux keeps a segment that was removed until the last process that has it is gone, as afl-fuzz has
 * now, and lets others have it by its number until then.
 */
__attribute__((constructor)) static void share_no_longer_than_used(void)
{
	static const char *const names[] = {"__AFL_SHM_ID", "__AFL_SHM_FUZZ_ID"};

	for (unsigned int i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *number = getenv(names[i]);
		struct shmid_ds segment;

		if (number && !shmctl(atoi(number), IPC_STAT, &segment) && segment.shm_nattch)
			shmctl(atoi(number), IPC_RMID, NULL);
	}
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
