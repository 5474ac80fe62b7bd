/* Keeps the file's text, which is what is searched. */
#include "input/seen.h"

#include <stdlib.h>
#include <string.h>

#include "file/source.h"

#define TEXT_MAX (1 << 28)

struct seen {
	char *path, *text; /* text: NULL before the file was read */
};

struct seen *seen_new(const char *path)
{
	struct seen *seen = calloc(1, sizeof(*seen));

	if (!seen)
		return NULL;
	seen->path = strdup(path);
	if (seen->path)
		return seen;
	free(seen);
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

static bool holds(const struct seen *seen, const char *signature)
{
	size_t length = strlen(signature);
	const char *at = seen->text;

	while (at && (at = strstr(at, signature))) {
		if ((at == seen->text || at[-1] == '\n') && at[length] == '\n')
			return true;
		at += length;
	}
	return false;
}

bool seen_has(struct seen *seen, const char *signature)
{
	char *text;
	size_t length;

	if (holds(seen, signature))
		return true;
	if (source_read(seen->path, TEXT_MAX, &text, &length))
		return false;
	free(seen->text);
	seen->text = text;
	return holds(seen, signature);
}
