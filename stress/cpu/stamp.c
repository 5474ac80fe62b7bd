/*
 * The CPU of a stamp on a machine without RDTSCP. If the kernel names the same one before and after
 * it, the stamp was taken there, unless the thread was moved off and back again in between.
 */
#define _GNU_SOURCE
#include "stress/cpu/stamp.h"

#include <sched.h>

/* libc reads it where the kernel keeps it (rseq), without a system call, if both know how. */
static u32 ask(void)
{
	return (u32)sched_getcpu() & STAMP_CPUS;
}

u64 stamp_asking(u32 *cpu)
{
	u32 before, after = ask();
	u64 tsc;

	do {
		before = after;
		tsc = stamp();
		after = ask();
	} while (after != before);
	*cpu = after;
	return tsc;
}
