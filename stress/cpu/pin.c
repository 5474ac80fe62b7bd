/* CPU lists and affinity, by way of sched_setaffinity(). */
#define _GNU_SOURCE
#include "stress/cpu/pin.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

unsigned int pin_allowed(unsigned int *cpus, unsigned int max)
{
	cpu_set_t set;
	unsigned int n = 0;

	if (sched_getaffinity(0, sizeof(set), &set))
		return 0;
	for (unsigned int cpu = 0; cpu < CPU_SETSIZE && n < max; cpu++)
		if (CPU_ISSET(cpu, &set))
			cpus[n++] = cpu;
	return n;
}

static bool parse_number(const char **at, unsigned int *number)
{
	char *end;
	unsigned long value;

	if (!isdigit((unsigned char)**at))
		return false;
	value = strtoul(*at, &end, 10);
	if (value > INT_MAX)
		value = INT_MAX;
	*number = (unsigned int)value;
	*at = end;
	return true;
}

static const char *cpu_problem(const cpu_set_t *allowed, const cpu_set_t *used, unsigned int cpu)
{
	if (cpu >= CPU_SETSIZE || !CPU_ISSET(cpu, allowed))
		return "is offline or not allowed here; see `nproc --all` and `taskset -p $$`";
	return CPU_ISSET(cpu, used) ? "is given twice; give every CPU once" : NULL;
}

unsigned int pin_parse(const char *list, unsigned int *cpus, unsigned int max, char *error,
		       size_t size)
{
	cpu_set_t allowed, used;
	unsigned int n = 0, first, last;
	const char *at = list, *problem;

	CPU_ZERO(&used);
	if (sched_getaffinity(0, sizeof(allowed), &allowed)) {
		snprintf(error, size, "cannot ask for the allowed CPUs");
		return 0;
	}
	for (;;) {
		if (!parse_number(&at, &first))
			goto bad;
		last = first;
		if (*at == '-' && (at++, !parse_number(&at, &last) || last < first))
			goto bad;
		for (unsigned int cpu = first; cpu <= last && n < max; cpu++) {
			problem = cpu_problem(&allowed, &used, cpu);
			if (problem) {
				snprintf(error, size, "CPU %u %s", cpu, problem);
				return 0;
			}
			CPU_SET(cpu, &used);
			cpus[n++] = cpu;
		}
		if (!*at)
			return n;
		if (*at++ != ',')
			goto bad;
	}
bad:
	snprintf(error, size, "'%s' is not a list of CPUs; write for example 0,2-3", list);
	return 0;
}

unsigned int pin_keep(unsigned int *cpus, unsigned int n)
{
	unsigned int kept = 0;
	cpu_set_t before;

	if (sched_getaffinity(0, sizeof(before), &before))
		return n;
	for (unsigned int i = 0; i < n; i++)
		if (!pin_self(cpus[i]))
			cpus[kept++] = cpus[i];
	sched_setaffinity(0, sizeof(before), &before);
	return kept;
}

int pin_self(unsigned int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	return sched_setaffinity(0, sizeof(set), &set) ? errno : 0;
}
