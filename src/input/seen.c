/* Keeps the file's text, which is what is searched. */
#include "input/seen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "finding/signature.h"

struct seen {
	char *path, *text; /* text: a newline, and what of the file was read */
	size_t length;
};

struct seen *seen_new(const char *path)
{
	struct seen *seen = calloc(1, sizeof(*seen));

	if (!seen)
		return NULL;
	seen->path = strdup(path);
	seen->text = strdup("\n");
	seen->length = 1;
	if (seen->path && seen->text)
		return seen;
	seen_free(seen);
	return NULL;
}

void seen_free(struct seen *seen)
{
	if (!seen)
		return;
	free(seen->path);
	free(seen->text);
	free(seen);
}

static void read_more(struct seen *seen)
{
	FILE *file = fopen(seen->path, "re");
	char part[4096];
	size_t n;

	if (!file)
		return;
	if (!fseek(file, (long)seen->length - 1, SEEK_SET)) {
		while ((n = fread(part, 1, sizeof(part), file))) {
			char *grown = realloc(seen->text, seen->length + n + 1);

			if (!grown)
				break;
			memcpy(grown + seen->length, part, n);
			seen->text = grown;
			seen->length += n;
			grown[seen->length] = '\0';
		}
	}
	fclose(file);
}

bool seen_has(struct seen *seen, const char *signature)
{
	char line[SIGNATURE_MAX + 2];

	snprintf(line, sizeof(line), "\n%s\n", signature);
	if (strstr(seen->text, line))
		return true;
	read_more(seen);
	return strstr(seen->text, line);
}
