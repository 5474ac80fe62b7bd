/*
 * Findings as files: named by a hash of what they say. Which warpage wrote one stands behind its end, as a
 * comment, and makes it no other.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "file/output.h"
#include "finding/finding.h"
#include "protocols/registry.h"
#include "text/parser.h"
#include "version/version.h"

/* Of 64 bits: in a folder of a million findings two have the same one time in 40 million. */
static u64 hash_text(const char *text, size_t length)
{
	u64 hash = 14695981039346656037u;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (u8)text[i]) * 1099511628211u;
	/* the last bytes of a text are in the upper bits by now, and the other way round */
	hash = (hash ^ hash >> 32) * 0xd6e8feb86659fd93u;
	return hash ^ hash >> 32;
}

/* The text of the finding, so long, and behind it the comment; the caller frees it. NULL without memory. */
static char *text_of(const struct finding *finding, size_t *length)
{
	char *text = NULL;
	size_t whole;
	FILE *memory = open_memstream(&text, &whole);

	if (!memory)
		return NULL;
	finding_write(memory, finding);
	*length = (size_t)ftell(memory);
	fprintf(memory, "# by %s\n", version_line);
	if (!fclose(memory))
		return text;
	free(text);
	return NULL;
}

int finding_save(const struct finding *finding, const char *folder, char *path, size_t size)
{
	char format[REGISTRY_NAME], stem[2 * REGISTRY_NAME + 32];
	size_t length;
	char *text = text_of(finding, &length);
	int error;

	if (!text)
		return ENOMEM;
	snprintf(stem, sizeof(stem), "%s-%s-%016" PRIx64, violation_name(finding->violation),
		 registry_spell(finding->format->name, format, sizeof(format)),
		 hash_text(text, length));
	error = file_add(folder, stem, "warp", text, length, text + length, path, size);
	free(text);
	return error;
}

int finding_save_as(const struct finding *finding, const char *path, bool force)
{
	size_t length;
	char *text = text_of(finding, &length);
	int error = text ? file_put(path, FINDING_MARK, text, strlen(text), force) : ENOMEM;

	free(text);
	return error;
}

bool finding_load(struct finding *finding, const char *path, char *why, size_t size)
{
	size_t length;
	char *text = parser_read_file(path, "finding", &length, why, size);
	bool good = text && finding_parse(finding, text, length, path, why, size);

	free(text);
	return good;
}
