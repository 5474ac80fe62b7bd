/* The parts of the page that are words and tables. */
#ifndef REPORT_SECTIONS_H
#define REPORT_SECTIONS_H

#include "report/history/history.h"

/* What was raced and what came out, in words; then the numbers that matter. */
void section_head(FILE *out, const struct history *history);

/* First violations of a kind; pairs and placements; machines; notices; runs; files. */
void section_violations(FILE *out, const struct history *history);
void section_pairs(FILE *out, const struct history *history);
void section_machines(FILE *out, const struct history *history);
void section_notices(FILE *out, const struct history *history);
void section_runs(FILE *out, const struct history *history);
void section_files(FILE *out, const struct history *history);

/* "violation", "clean", "clean, thin" or "nothing tested": what these counts amount to. */
const char *section_grade(const struct log_counts *counts);

/* "not seen: torn, stale" into out[size], for kinds of history_not_seen(). Returns out. */
char *section_not_seen(unsigned int kinds, char *out, size_t size);

/* "torn 3, stale 1" into out[size]; "none". Returns out. */
char *section_kinds(const struct log_counts *counts, char *out, size_t size);

#endif
