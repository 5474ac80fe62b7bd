/*
 * Writes findings as .warp text, version 1: one statement a line, key=value words, in a fixed order.
 * Meant to be read, mailed and edited; docs/findings.md describes it.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "file/output.h"
#include "finding/finding.h"
#include "finding/schedule_text.h"
#include "finding/value.h"
#include "protocols/registry.h"

static void write_read(FILE *out, const struct finding *finding, const struct finding_read *read)
{
	char place[64];

	fprintf(out, "read vcpu=%u start=%u\n", read->vcpu, read->start_step);
	for (unsigned int a = 0; a < read->naccesses; a++) {
		const struct finding_access *access = &read->accesses[a];

		if (access->kind == ACCESS_RETRY) {
			fprintf(out, "retry\n");
		} else if (access->kind == ACCESS_TSC) {
			fprintf(out, "tsc step=%u late=%u\n", access->step, access->late);
		} else {
			value_place(finding->format, access->offset, access->size, place,
				    sizeof(place));
			if (!access->update)
				fprintf(out, "load %s sees=start", place);
			else
				fprintf(out, "load %s sees=%u.%u", place, access->update,
					access->nth);
			fprintf(out, " value=0x%" PRIx64 "\n", access->value);
		}
	}
	if (read->end == READ_ACCEPTED)
		fprintf(out, "returned %" PRIu64 "\n", read->value);
	else
		fprintf(out, read->end == READ_FELL_BACK ? "fell-back\n" : "stuck\n");
}

void finding_write(FILE *out, const struct finding *finding)
{
	char name[FINDING_NAME_MAX];

	fputs(FINDING_MARK, out);
	fprintf(out, "violation %s\n", violation_name(finding->violation));
	fprintf(out, "format %s\n", registry_spell(finding->format->name, name, sizeof(name)));
	fprintf(out, "host %s\n", registry_spell(finding->host->name, name, sizeof(name)));
	fprintf(out, "guest %s\n", registry_spell(finding->guest->name, name, sizeof(name)));
	fprintf(out, "model %s\n", model_name(finding->model));
	fprintf(out, "word %u\n", finding->word);
	schedule_write_statements(out, &finding->schedule);
	for (unsigned int i = 0; i < finding->nchoices; i++)
		fprintf(out, "%s%u%s", i ? " " : "choices ", finding->choices[i],
			i + 1 == finding->nchoices ? "\n" : "");
	for (unsigned int r = 0; r < finding->nreads; r++)
		write_read(out, finding, &finding->reads[r]);
	fprintf(out, "end\n");
}

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

static char *text_of(const struct finding *finding, size_t *length)
{
	char *text = NULL;
	FILE *memory = open_memstream(&text, length);

	if (!memory)
		return NULL;
	finding_write(memory, finding);
	if (!fclose(memory))
		return text;
	free(text);
	return NULL;
}

int finding_save(const struct finding *finding, const char *folder, char *path, size_t size)
{
	char format[FINDING_NAME_MAX], stem[2 * FINDING_NAME_MAX + 32];
	size_t length;
	char *text = text_of(finding, &length);
	int error;

	if (!text)
		return ENOMEM;
	snprintf(stem, sizeof(stem), "%s-%s-%016" PRIx64, violation_name(finding->violation),
		 registry_spell(finding->format->name, format, sizeof(format)),
		 hash_text(text, length));
	error = file_add(folder, stem, "warp", text, length, path, size);
	free(text);
	return error;
}

int finding_save_as(const struct finding *finding, const char *path, bool force)
{
	size_t length;
	char *text = text_of(finding, &length);
	int error = text ? file_put(path, FINDING_MARK, text, length, force) : ENOMEM;

	free(text);
	return error;
}
