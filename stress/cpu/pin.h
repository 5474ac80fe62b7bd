/* Which CPUs this process may use, and threads that stay on one of them. */
#ifndef STRESS_PIN_H
#define STRESS_PIN_H

#include <stddef.h>

#define RACE_CPUS_MAX 1024 /* that one race may have */

/* Write the allowed CPUs to cpus (room for max), in ascending order; returns how many. */
unsigned int pin_allowed(unsigned int *cpus, unsigned int max);

/*
 * Parse a list such as "3,0-2" into cpus (room for max), in the order given. Returns how many, or
 * 0 with one line about what is wrong in error (size bytes): a bad list, a CPU given twice, or one
 * that is offline or not allowed.
 */
unsigned int pin_parse(const char *list, unsigned int *cpus, unsigned int max, char *error,
		       size_t size);

/*
 * Of n CPUs keep, in their order, those that a thread may be put on now: they can go offline, or out
 * of the process's cpuset. Returns how many; if none, cpus is as it was.
 */
unsigned int pin_keep(unsigned int *cpus, unsigned int n);

/* Move the calling thread to cpu for good. Returns 0, or an errno value. */
int pin_self(unsigned int cpu);

#endif
