/* A race's parameters and results as text, JSON and KTAP. */
#ifndef STRESS_RACE_REPORT_H
#define STRESS_RACE_REPORT_H

#include <stdio.h>

#include "stress/race.h"

/* One block of "name: value" lines: all the parameters of the run, as it starts. */
void race_report_open(FILE *out, const struct race_options *options, unsigned int readers);

/* The first violation of each kind in full, then the numbers and the verdict. */
void race_report_close(FILE *out, const struct race_options *options,
		       const struct race_summary *summary);

/* The same as one JSON object. Returns 0, or -1 if out could not be written. */
int race_report_json(FILE *out, const struct race_options *options,
		     const struct race_summary *summary, int status);

/* The same as a KTAP document of one test. */
void race_report_ktap(FILE *out, const struct race_options *options,
		      const struct race_summary *summary, int status);

/* "clean", "violation", "nothing tested" or "skipped", for an exit status. */
const char *race_report_verdict(int status);

#endif
