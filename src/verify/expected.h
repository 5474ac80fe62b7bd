/*
 * The reviewed table of `warpage verify --all --expect`: which verdict each pair of this build must
 * have, and why. It comes from a file, so that anything may be in it.
 */
#ifndef WARPAGE_EXPECTED_H
#define WARPAGE_EXPECTED_H

#include <stdio.h>

#include "machine/machine.h"

#define EXPECTED_CELL 96
#define EXPECTED_REASON 400
#define EXPECTED_TEXT_MAX (1 << 20) /* bytes of a table */

struct expected_row {
	const struct format *format;
	const struct host *host;
	const struct guest *guest;
	char cells[MODELS][EXPECTED_CELL];
	char reason[EXPECTED_REASON];
};

struct expected {
	struct expected_row *rows;
	unsigned int count;
};

/*
 * Read a table: FORMAT HOST GUEST, a verdict for each model, # and a reason on each line that is
 * neither empty nor a comment. false after one line in why[size], which names the file and the line:
 * a line that is none, a pair that this build does not have, or has had before; or no line at all.
 * expected_free() in any case.
 */
bool expected_parse(struct expected *expected, const char *text, size_t length, const char *name,
		    char *why, size_t size);

/* The line of a pair, or NULL. */
const struct expected_row *expected_find(const struct expected *expected, const struct host *host,
					 const struct guest *guest);

/* Such a table again. */
void expected_write(FILE *out, const struct expected *expected);

void expected_free(struct expected *expected);

#endif
