/* A race's parameters and results as text, JSON and KTAP. */
#ifndef STRESS_RACE_REPORT_H
#define STRESS_RACE_REPORT_H

#include <jansson.h>
#include <stdio.h>

#include "stress/race/race.h"

/* What was asked for, beyond the options of one race. */
struct race_setup {
	const struct race_options *race;
	unsigned int seconds;  /* of the whole run; 0: until stopped */
	const char *placement; /* as given; NULL: none */
	const char *schedule;  /* path; NULL: drawn from the seed */
	unsigned int readers;  /* threads */
	const char *not_seen;  /* kinds that the machine finds, and this race has not; NULL: none */
};

/* One block of "name: value" lines: all the parameters of the run, as it starts. */
void race_report_open(FILE *out, const struct race_setup *setup);

/* The first violation of each kind in full, then the outcomes, the numbers and the verdict. */
void race_report_close(FILE *out, const struct race_setup *setup,
		       const struct race_summary *summary);

/* The same as one JSON object. Returns 0, or -1 if out could not be written. */
int race_report_json(FILE *out, const struct race_setup *setup, const struct race_summary *summary,
		     int status);

/* The same as a KTAP document of one test. */
void race_report_ktap(FILE *out, const struct race_setup *setup, const struct race_summary *summary,
		      int status);

/* One line of KTAP: the test's number, the pair, its verdict. */
void race_report_ktap_line(FILE *out, unsigned int number, const struct race_options *race,
			   const struct race_summary *summary, int status);

/* "clean", "violation", "nothing tested" or "skipped", for an exit status. */
const char *race_report_verdict(int status);

/* The same for a race; "unfinished" if that is what status says. */
const char *race_report_word(const struct race_summary *summary, int status);

/* "; 5 of 7 reads judged" if not all were, else "", into out; returns out. */
char *race_report_judged(const struct race_counts *counts, char *out, size_t size);

/* Why nothing was tested, in one line. */
const char *race_report_untested(const struct race_counts *counts);

/* "hyperv-tsc: host single-store x guest hv-seed", into out; returns out. */
char *race_report_pair(const struct race_options *race, char *out, size_t size);

/* Objects of the log and of --json; see docs/stress.md for their members. */
json_t *race_json_setup(const struct race_setup *setup);
json_t *race_json_counts(const struct race_counts *counts);
json_t *race_json_violation(const struct format *format, const struct race_violation *violation);

#endif
