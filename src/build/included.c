/* Reads the marks that a preprocessor leaves; see included.h. */
#define _GNU_SOURCE
#include "build/included.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "file/source.h"

#define HEADER_MAX (4 << 20) /* bytes of one */

static bool is_same(const char *a, const char *b)
{
	struct stat one, other;

	return !strcmp(a, b) || (!stat(a, &one) && !stat(b, &other) && one.st_dev == other.st_dev &&
				 one.st_ino == other.st_ino);
}

static bool is_his(const struct included *included, const char *path, const char *source)
{
	if (path[0] == '<' || is_same(path, source))
		return false;
	for (size_t i = 0; i < sizeof(included->ours) / sizeof(included->ours[0]); i++)
		if (!strncmp(path, included->ours[i], strlen(included->ours[i])))
			return false;
	for (unsigned int i = 0; i < included->n; i++)
		if (!strcmp(path, included->paths[i]))
			return false;
	return true;
}

/* # LINE "PATH" FLAGS, where a flag of 3 is a header of the system's; "" if the line is none of those. */
static void marked_path(const char *line, char path[PATH_MAX])
{
	int end = 0;

	path[0] = '\0';
	if (sscanf(line, "# %*u \"%4000[^\"\n]\"%n", path, &end) != 1 || !end ||
	    strstr(line + end, " 3"))
		path[0] = '\0';
}

void included_add(struct included *included, const char *seen, const char *source)
{
	FILE *file = fopen(seen, "re");
	char path[PATH_MAX], *line = NULL;
	size_t size = 0;

	while (file && getline(&line, &size, file) > 0 && included->n < INCLUDED_MAX) {
		if (line[0] != '#')
			continue;
		marked_path(line, path);
		if (!path[0] || !is_his(included, path, source))
			continue;
		included->paths[included->n] = strdup(path);
		included->n += included->paths[included->n] != NULL;
	}
	free(line);
	if (file)
		fclose(file);
}

void included_hash(struct included *included, char hash[STORE_KEY])
{
	bool any = false;
	SHA2_CTX state;
	size_t length;
	char *text;

	hash[0] = '\0';
	SHA256Init(&state);
	for (unsigned int i = 0; i < included->n; i++) {
		if (!source_read(included->paths[i], HEADER_MAX, &text, &length)) {
			SHA256Update(&state, (const uint8_t *)text, length + 1);
			free(text);
			any = true;
		}
		free(included->paths[i]);
	}
	included->n = 0;
	if (any)
		SHA256End(&state, hash);
}
