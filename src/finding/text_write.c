/*
 * Writes findings as .warp text, version 1: one statement a line, key=value words, in a fixed order.
 * Meant to be read, mailed and edited; docs/findings.md describes it.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

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

	fprintf(out, "warpage finding 1\n");
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

static u32 hash_text(const char *text, size_t length)
{
	u32 hash = 2166136261u;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (u8)text[i]) * 16777619u;
	return hash ^ hash >> 16;
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

/* What stands at path is replaced as a whole, or left alone. */
static int write_file(const char *path, const char *text, size_t length)
{
	char temporary[560];
	FILE *file;
	int error = 0;

	if ((size_t)snprintf(temporary, sizeof(temporary), "%s.%ld.tmp", path, (long)getpid()) >=
	    sizeof(temporary))
		return ENAMETOOLONG;
	file = fopen(temporary, "w");
	if (!file)
		return errno;
	if (fwrite(text, 1, length, file) != length)
		error = errno ? errno : EIO;
	if (fclose(file) && !error)
		error = errno;
	if (!error && rename(temporary, path))
		error = errno;
	if (error)
		unlink(temporary);
	return error;
}

int finding_save(const struct finding *finding, const char *folder, char *path, size_t size)
{
	char format[FINDING_NAME_MAX];
	size_t length;
	char *text = text_of(finding, &length);
	int error;

	if (!text)
		return ENOMEM;
	if (mkdir(folder, 0777) && errno != EEXIST) {
		error = errno;
	} else {
		snprintf(path, size, "%s/%s-%s-%04x.warp", folder,
			 violation_name(finding->violation),
			 registry_spell(finding->format->name, format, sizeof(format)),
			 hash_text(text, length) & 0xffff);
		error = write_file(path, text, length);
	}
	free(text);
	return error;
}

int finding_save_as(const struct finding *finding, const char *path)
{
	size_t length;
	char *text = text_of(finding, &length);
	int error = text ? write_file(path, text, length) : ENOMEM;

	free(text);
	return error;
}
