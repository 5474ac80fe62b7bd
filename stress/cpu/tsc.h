/* May this machine's TSC be trusted across CPUs, how fast is it, and how far apart are two? */
#ifndef STRESS_TSC_H
#define STRESS_TSC_H

#include <stdbool.h>
#include <warpage/types.h>

/* NULL if the TSC is invariant and rdtscp exists, else one line that says what is missing. */
const char *tsc_problem(void);

/* Is there RDTSCP, without which stamp_on() must not be used? */
bool tsc_has_rdtscp(void);

/* Ticks per second, measured against CLOCK_MONOTONIC_RAW for 20 ms. */
u64 tsc_measure_hz(void);

/*
 * Narrow [*low, *high], which must hold (TSC of CPU b) - (TSC of CPU a) in ticks, by stamps that
 * two threads hand to and fro for up to 100 ms. Returns 0, or an errno value.
 */
int tsc_measure_skew(unsigned int a, unsigned int b, s64 *low, s64 *high);

#endif
