/* How a verdict is told: one wording for verify, search, their tables and JSON. */
#ifndef WARPAGE_CLI_WORDS_H
#define WARPAGE_CLI_WORDS_H

#include <jansson.h>

#include "verify/verify.h"

#define WORDS_CELL 96

/* "torn+stale", or none; returns out. */
char *words_kinds(u32 violations, const char *none, char *out, size_t size);

/* "120 of 2394 schedules", "61234 of 10000000 random executions": what was explored. Returns out. */
char *words_extent(const struct verify_options *options, const struct verdict *verdict, char *out,
		   size_t size);

/* "any number of retries", "at most 3 retries", ...; returns out. */
char *words_retries(const struct verify_options *options, const struct verdict *verdict, char *out,
		    size_t size);

/*
 * One word of a table: "clean", "torn+backwards", "host-backwards", "within-3", "unfinished",
 * "torn+unfinished", "nothing-tested", "error". Returns out.
 */
char *words_cell(const struct verify_options *options, const struct verdict *verdict,
		 char out[WORDS_CELL]);

/* The verdict as a line: of what the pair is clean, or what is wrong, or how far it was explored. */
void words_print(FILE *out, const struct verify_options *options, const struct verdict *verdict);

/* One line for a verdict that is none: the error, how far it came, or what was not tested. */
void words_complain(const char *command, const struct verify_options *options,
		    const struct verdict *verdict);

/* All numbers of a verdict, and its word. */
json_t *words_json(const struct verify_options *options, const struct verdict *verdict);

#endif
