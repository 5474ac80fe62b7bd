/*
 * Findings as files: named by a hash of what they say. Behind its end stand the code and which warpage wrote it, as
 * comments, and make it no other.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "file/output.h"
#include "finding/finding_text_of.h"
#include "text/parser.h"
#include "version/version.h"

#define END "\nend\n"

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

size_t finding_text_length(const char *text)
{
	const char *end = strstr(text, END);

	return end ? (size_t)(end - text) + strlen(END) : strlen(text);
}

char *finding_hash(const char *text, char out[FINDING_HASH])
{
	snprintf(out, FINDING_HASH, "%016" PRIx64, hash_text(text, finding_text_length(text)));
	return out;
}

char *finding_stem(const struct finding *finding, const char *text, char out[FINDING_STEM])
{
	char format[REGISTRY_NAME], hash[FINDING_HASH];

	snprintf(out, FINDING_STEM, "%s-%s-%s", violation_name(finding->violation),
		 registry_spell(finding->format->name, format, sizeof(format)),
		 finding_hash(text, hash));
	return out;
}

char *finding_text_of(const struct finding *finding)
{
	char *text = NULL;
	size_t whole;
	FILE *memory = open_memstream(&text, &whole);

	if (!memory)
		return NULL;
	finding_write(memory, finding);
	finding_write_code(memory, finding);
	fprintf(memory, "# by %s\n", version_line);
	if (!fclose(memory))
		return text;
	free(text);
	return NULL;
}

int finding_save(const struct finding *finding, const char *folder, char *path, size_t size)
{
	char *text = finding_text_of(finding), stem[FINDING_STEM];
	size_t length;
	int error;

	if (!text)
		return ENOMEM;
	length = finding_text_length(text);
	error = file_add(folder, finding_stem(finding, text, stem), "warp", text, length,
			 text + length, path, size);
	free(text);
	return error;
}

int finding_save_as(const struct finding *finding, const char *path, bool force)
{
	char *text = finding_text_of(finding);
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
