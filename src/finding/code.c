/*
 * The code of a finding's host and guest, below its data and as comments: whoever gets it by mail sees what was run,
 * and which text that was.
 */
#include <sha2.h>
#include <stdlib.h>
#include <string.h>

#include "file/show.h"
#include "file/source.h"
#include "finding/finding.h"
#include "protocols/registry.h"
#include "protocols/text.h"

#define CODE_MAX (32 << 10) /* bytes: of a longer file stands its hash alone */
#define SOURCE_MAX (1 << 20)
#define TAB 8

/* A line as it looks: nothing of it reaches a terminal but characters. */
static void put_line(FILE *out, const char *line, size_t length)
{
	size_t size = length * TAB + 1, at = 0;
	char *text = malloc(size);

	for (size_t i = 0; text && i < length; i++) {
		size_t n = line[i] == '\t' ? TAB - at % TAB : 1;

		memset(text + at, line[i] == '\t' ? ' ' : line[i], n);
		at += n;
	}
	if (text) {
		text[at] = '\0';
		show(out, "# |%s%s\n", at ? " " : "", text);
	}
	free(text);
}

static void put_text(FILE *out, const char *text)
{
	while (*text) {
		size_t length = strcspn(text, "\n");

		put_line(out, text, length);
		text += length + (text[length] == '\n');
	}
}

const char *finding_code(const char *file, char **read)
{
	const char *text = protocol_text(file);
	size_t length;

	*read = NULL;
	if (!text && !source_read(file, SOURCE_MAX, read, &length))
		text = *read;
	return text;
}

static void put_code(FILE *out, const char *kind, const char *name, const char *file)
{
	char spelled[REGISTRY_NAME], hash[SHA256_DIGEST_STRING_LENGTH], *own;
	const char *text = finding_code(file, &own);

	fprintf(out, "#\n");
	show(out, "# %s %s: %s%s", kind, registry_spell(name, spelled, sizeof(spelled)), file,
	     text ? "" : ", which could not be read");
	if (text)
		fprintf(out, ", sha256 %s", SHA256Data((const uint8_t *)text, strlen(text), hash));
	fprintf(out, "\n");
	if (text && strlen(text) <= CODE_MAX)
		put_text(out, text);
	free(own);
}

void finding_write_code(FILE *out, const struct finding *finding)
{
	put_code(out, "host", finding->host->name, finding->host->file);
	put_code(out, "guest", finding->guest->name, finding->guest->file);
	fprintf(out, "#\n");
}
