/*
 * TSC stamps that enclose what they stand around: nothing before a stamp is executed after it,
 * nothing after it before it.
 */
#ifndef STRESS_STAMP_H
#define STRESS_STAMP_H

#include <time.h>

#include <warpage/kernel.h>

/* The TSC, in ticks, fenced on both sides. */
static inline u64 stamp(void)
{
	u32 low, high;

	__asm__ volatile("lfence; rdtsc; lfence" : "=a"(low), "=d"(high)::"memory");
	return (u64)high << 32 | low;
}

/* As stamp(); *cpu is the number of the CPU that it was taken on. */
static inline u64 stamp_on(u32 *cpu)
{
	u32 low, high, aux;

	__asm__ volatile("rdtscp; lfence" : "=a"(low), "=d"(high), "=c"(aux)::"memory");
	*cpu = aux & 0xfff; /* Linux keeps the node above */
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
