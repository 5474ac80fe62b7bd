/* What the files of `warpage cpu` share, and what logs tell of the CPU. */
#ifndef WARPAGE_CLI_CPU_H
#define WARPAGE_CLI_CPU_H

#include <jansson.h>
#include <stdio.h>

#include "stress/cpu/survey.h"

/* What was asked for. */
struct cpu_arguments {
	unsigned int cpus[1024], ncpus, seconds;
	bool json;
};

/* All of it as text, the verdict in the last line. */
void cpu_report(FILE *out, const struct cpu_arguments *arguments, const struct survey *survey);

/* All of it as one JSON object. */
json_t *cpu_json(const struct cpu_arguments *arguments, const struct survey *survey, int status);

/* Vendor, family, model, stepping, microcode, hypervisor: the same in logs. */
json_t *cpu_json_id(void);

/*
 * For the start line of a log: a short survey (a third of a second, on a busy machine one) of
 * what kernels call an ordered read, on these CPUs; what it amounts to, and on how many probes
 * that rests. Where none is possible, why.
 */
json_t *cpu_json_clock(const unsigned int *cpus, unsigned int ncpus);

#endif
