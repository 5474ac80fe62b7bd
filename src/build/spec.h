/*
 * What stands for a host or guest on the command line when it is none of the names that warpage has:
 *
 *	FILE[:FUNCTION][,OPTION=VALUE...]
 */
#ifndef WARPAGE_SPEC_H
#define WARPAGE_SPEC_H

#include <stdbool.h>
#include <stddef.h>

#define SPEC_OPTIONS 16

struct spec {
	char text[256]; /* what the others point into */
	const char *path;
	const char *function; /* or what a DEFINE_... calls it; NULL: not said */
	struct {
		const char *key, *value;
	} options[SPEC_OPTIONS];
	unsigned int noptions;
};

/* false, and why in size bytes, if the name is no such thing or too long. */
bool spec_parse(struct spec *spec, const char *name, char *why, size_t size);

#endif
