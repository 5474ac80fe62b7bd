/* What a survey comes to, and what logs tell of the CPU. */
#ifndef STRESS_SURVEY_TELL_H
#define STRESS_SURVEY_TELL_H

#include "outcome/outcome.h"
#include "stress/survey/survey.h"

/*
 * A survey of these CPUs: parameters apart, all of it. Its text is two tables, its violations are outcomes
 * that no model allows: of a way to read the TSC ("late", "early", "unseen") and of a litmus test
 * ("litmus").
 */
void survey_tell(const struct survey *survey, struct outcome *outcome);

/* Vendor, family, model, stepping, microcode, hypervisor. */
json_t *survey_id_json(void);

/*
 * For the start line of a log: a short survey (a third of a second, on a busy machine one) of
 * what kernels call an ordered read, on these CPUs; what it amounts to, and on how many probes
 * that rests. Where none is possible, why.
 */
json_t *survey_clock_json(const unsigned int *cpus, unsigned int ncpus);

/* For survey_tell(): the numbers, the tables, and what no model allows. */
void survey_put(const struct survey *survey, json_t *counts);
void survey_print(FILE *out, const struct survey *survey);
void survey_blame(const struct survey *survey, struct outcome *outcome);

#endif
