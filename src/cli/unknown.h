/*
 * One line on stderr about a name that is none of the known ones: the nearest of them, if one is near, and all
 * that there are.
 */
#ifndef WARPAGE_CLI_UNKNOWN_H
#define WARPAGE_CLI_UNKNOWN_H

#include <stddef.h>
#include <stdio.h>

#include "protocols/registry.h"

struct unknown {
	const char *given;
	char nearest[REGISTRY_NAME];
	size_t distance; /* of the nearest */
	char *names;	 /* "a, b, c", as far as there is memory */
	size_t size;
	FILE *out;
};

void unknown_begin(struct unknown *unknown, const char *given);

/* A name that there is. */
void unknown_add(struct unknown *unknown, const char *name);

/* The end: "START 'GIVEN' (did you mean NEAREST?); THERE NAMES", as in "warpage: there is no command", "there are". */
void unknown_tell(struct unknown *unknown, const char *start, const char *there);

/* The same with an end of one's own in place of the names. */
void unknown_hint(struct unknown *unknown, const char *start, const char *end);

#endif
