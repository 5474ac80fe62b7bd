/* Counts instructions in the SIGTRAP handler; see gap.h. */
#define _GNU_SOURCE
#include "stress/gap.h"

#include <sched.h>
#include <ucontext.h>

#define TRAP_FLAG 0x100
#define LENGTH_FIRST 16
#define LENGTH_MAX 256 /* instructions of a long retry loop that are not worth stepping */

void gap_arm(struct gap *gap, u32 random, u64 pause)
{
	if (!gap->length)
		gap->length = LENGTH_FIRST;
	gap->done = 0;
	gap->pause = pause;
	gap->at = 1 + random % (gap->length + 4);
}

void gap_settle(struct gap *gap)
{
	if (gap->done < gap->at || (gap->at > gap->length && gap->at < LENGTH_MAX))
		gap->length = gap->done;
	gap->at = 0;
}

void gap_step(struct gap *gap, void *context)
{
	ucontext_t *interrupted = context;
	u64 until;

	if (++gap->done < gap->at)
		return;
	until = rdtsc() + gap->pause;
	do
		sched_yield(); /* with one CPU, the others run now */
	while (rdtsc() < until);
	interrupted->uc_mcontext.gregs[REG_EFL] &= ~(long long)TRAP_FLAG;
}
