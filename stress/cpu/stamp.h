/*
 * TSC stamps that enclose what they stand around: nothing before a stamp is executed after it,
 * nothing after it before it.
 */
#ifndef STRESS_STAMP_H
#define STRESS_STAMP_H

#include <stdbool.h>
#include <time.h>

#include <warpage/kernel.h>

#define STAMP_CPUS 0xfff /* the bits of a CPU's number that stamps tell */

/* The TSC, in ticks, fenced on both sides. */
static inline u64 stamp(void)
{
	u32 low, high;

	__asm__ volatile("lfence; rdtsc; lfence" : "=a"(low), "=d"(high)::"memory");
	return (u64)high << 32 | low;
}

/* As stamp_on() without RDTSCP: the kernel is asked for the CPU, before and after the stamp. */
u64 stamp_asking(u32 *cpu);

/*
 * As stamp(); *cpu is the number of the CPU that it was taken on, or its lowest 12 bits. rdtscp: may
 * RDTSCP be used? It is what tsc_has_rdtscp() said once, in memory that nobody writes any more: then
 * the branch is always foretold, and the load is over before RDTSCP has waited for what is before it.
 */
static inline u64 stamp_on(bool rdtscp, u32 *cpu)
{
	u32 low, high, aux;

	if (unlikely(!rdtscp))
		return stamp_asking(cpu);
	__asm__ volatile("rdtscp; lfence" : "=a"(low), "=d"(high), "=c"(aux)::"memory");
	*cpu = aux & STAMP_CPUS; /* Linux keeps the node above */
	return (u64)high << 32 | low;
}

/* What clock_gettime() gives, in ns; 0 if there is no such clock. */
static inline u64 clock_ns(clockid_t clock)
{
	struct timespec now;

	if (clock_gettime(clock, &now))
		return 0;
	return (u64)now.tv_sec * 1000000000 + (u64)now.tv_nsec;
}

#endif
