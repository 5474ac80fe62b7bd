/* The parts of the page that are words and tables. */
#ifndef REPORT_SECTIONS_H
#define REPORT_SECTIONS_H

#include "report/history/history.h"

/* What was raced and what came out, in words; then the numbers that matter. */
void section_head(FILE *out, const struct history *history);

/* The first violations of a kind; then, further down, pairs, machines, notices, runs and files. */
void section_violations(FILE *out, const struct history *history);

/* A table of pairs and kinds; nothing for a single pair, or where there is nothing but clean ones. */
void section_matrix(FILE *out, const struct history *history);
void section_tables(FILE *out, const struct history *history);

/* A host and a guest, or a live clock in words. */
void section_title(FILE *out, const struct log_title *title);

/* "violation", "clean", "clean, few overlaps" or "nothing tested": what these counts amount to. */
const char *section_grade(const struct log_counts *counts);

/* "not seen: torn, stale" into out[size], for kinds of history_not_seen(). Returns out. */
char *section_not_seen(unsigned int kinds, char *out, size_t size);

/* "torn 3, stale 1" into out[size]; "none". Returns out. */
char *section_kinds(const struct log_counts *counts, char *out, size_t size);

#endif
