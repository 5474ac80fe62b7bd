/* Puts together what a file brings along; the names that it defines are all in there. */
#define _GNU_SOURCE
#include "build/headers.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file/source.h"

#define DEEP 8
#define HEADER_MAX (1 << 20) /* bytes of one */

static void add(FILE *out, const char *text, const char *folder, unsigned int depth);

/* What stands in quotes behind #include, of a line; "" if nothing does. */
static void included(const char *line, char name[128])
{
	name[0] = '\0';
	sscanf(line, " # include \"%127[^\"\n]\"", name);
}

static void add_header(FILE *out, const char *folder, const char *name, unsigned int depth)
{
	char path[PATH_MAX], *text;
	size_t length;

	snprintf(path, sizeof(path), "%.3900s/%s", folder, name);
	if (source_read(path, HEADER_MAX, &text, &length))
		return;
	add(out, text, folder, depth + 1);
	free(text);
}

static void add(FILE *out, const char *text, const char *folder, unsigned int depth)
{
	char name[128];

	for (const char *line = text; line && depth < DEEP; line = strchr(line, '\n')) {
		line += *line == '\n';
		included(line, name);
		if (name[0])
			add_header(out, folder, name, depth);
	}
	fprintf(out, "%s\n", text);
}

char *headers_with(const char *text, const char *folder)
{
	char *all = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&all, &size);

	if (!out)
		return NULL;
	add(out, text, folder, 0);
	if (!fclose(out))
		return all;
	free(all);
	return NULL;
}
