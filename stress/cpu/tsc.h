/* May this machine's TSC be trusted across CPUs, how fast is it, and how far apart are two? */
#ifndef STRESS_TSC_H
#define STRESS_TSC_H

#include <stdbool.h>
#include <stddef.h>
#include <warpage/types.h>

#include "stress/cpu/pin.h"

/*
 * NULL if the TSC is invariant and a stamp's CPU can be told, by RDTSCP or by the kernel; else one line
 * that says what is missing.
 */
const char *tsc_problem(void);

#define TSC_NO_RDTSCP "this CPU does not have it (CPUID 80000001h, EDX bit 27)"

/* Is there RDTSCP? Where CPUID hides it, it may still run, but tells no CPU of this kernel's. */
bool tsc_has_rdtscp(void);

/* Ticks per second, measured against CLOCK_MONOTONIC_RAW for 20 ms. */
u64 tsc_measure_hz(void);

/*
 * Narrow [*low, *high], which must hold (TSC of CPU b) - (TSC of CPU a) in ticks, by stamps that
 * two threads hand to and fro for up to 100 ms. Returns 0, or an errno value.
 */
int tsc_measure_skew(unsigned int a, unsigned int b, s64 *low, s64 *high);

/* How far apart the TSCs of some CPUs are. */
struct tsc_skews {
	const unsigned int *cpus;
	unsigned int n;
	/* As tsc_problem() and tsc_measure_skew(), which NULL stands for; as if there were no RDTSCP.
	 * For tests. */
	const char *(*problem)(void);
	int (*measure)(unsigned int a, unsigned int b, s64 *low, s64 *high);
	bool no_rdtscp;
	/* Measured, in ticks: each TSC minus that of the first CPU is from low to high. */
	s64 low[RACE_CPUS_MAX], high[RACE_CPUS_MAX];
	s64 lowest, highest;
	u64 margin;  /* two of the first CPU and another one differ by no more */
	bool rdtscp; /* for stamp_on(), also where stamps are not sound */
	bool failed; /* it is not that they are too far apart: they could not be measured */
};

/* Measure all. false, with one line in why: stamps of these CPUs can't be compared. */
bool tsc_skews_measure(struct tsc_skews *skews, u64 tsc_hz, char *why, size_t size);

/* What another measurement of a skew says. */
enum tsc_again {
	TSC_AGAIN_SAME,	   /* it may be what it was */
	TSC_AGAIN_OTHER,   /* it surely is not */
	TSC_AGAIN_UNKNOWN, /* it could not be measured */
};

/*
 * Is the skew of cpu still between low and high? It is now from *from to *to. If the answer is not
 * TSC_AGAIN_SAME, one line is in why.
 */
enum tsc_again tsc_skews_again(const struct tsc_skews *skews, unsigned int cpu, s64 low, s64 high,
			       s64 *from, s64 *to, char *why, size_t size);

#endif
