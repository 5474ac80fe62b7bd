/* Lines of the reviewed table. */
#include "verify/expected.h"

#include <stdlib.h>
#include <string.h>

#include "file/show.h"
#include "protocols/registry.h"

#define LINE 1024

const struct expected_row *expected_find(const struct expected *expected, const struct host *host,
					 const struct guest *guest)
{
	for (unsigned int i = 0; i < expected->count; i++)
		if (expected->rows[i].host == host && expected->rows[i].guest == guest)
			return &expected->rows[i];
	return NULL;
}

/* Nothing that a terminal would obey. */
static bool plain(const char *line)
{
	bool good = true;

	while (*line && good)
		if (*line == '\t')
			line++;
		else
			show_character(&line, &good);
	return good;
}

/* "torn+stale", "within-3" */
static bool verdicts(char cells[MODELS][EXPECTED_CELL])
{
	for (int model = 0; model < MODELS; model++)
		if (cells[model][strspn(cells[model], "abcdefghijklmnopqrstuvwxyz0123456789+-")])
			return false;
	return true;
}

/* NULL, or what is wrong with the line. */
static const char *parse_line(const char *line, struct expected_row *row)
{
	char format[64], host[64], guest[64];
	int fields =
		sscanf(line, "%63s %63s %63s %95s %95s %95s %95s # %399[^\n]", format, host, guest,
		       row->cells[0], row->cells[1], row->cells[2], row->cells[3], row->reason);

	_Static_assert(MODELS == 4 && EXPECTED_CELL == 96 && EXPECTED_REASON == 400, "");
	if (fields != 8 || !verdicts(row->cells))
		return "not FORMAT HOST GUEST, a verdict for each of the 4 models, # and a reason";
	row->format = registry_find_format(format);
	row->host = row->format ? registry_find_host(ENGINE_MACHINE, row->format, host) : NULL;
	row->guest = row->format ? registry_find_guest(ENGINE_MACHINE, row->format, guest) : NULL;
	return row->host && row->guest ? NULL : "this build has no such pair";
}

/* NULL, or what is wrong with adding the line. */
static const char *add_line(struct expected *expected, const char *text, size_t length)
{
	struct expected_row row = {0}, *rows;
	const char *wrong;
	char line[LINE];

	if (length >= sizeof(line))
		return "the line is too long";
	memcpy(line, text, length);
	line[length] = '\0';
	if (strlen(line) != length || !plain(line))
		return "the line has bytes that are not plain text";
	wrong = parse_line(line, &row);
	if (wrong)
		return wrong;
	if (expected_find(expected, row.host, row.guest))
		return "the second line for this pair";
	rows = reallocarray(expected->rows, expected->count + 1, sizeof(*rows));
	if (!rows)
		return "out of memory";
	expected->rows = rows;
	rows[expected->count++] = row;
	return NULL;
}

bool expected_parse(struct expected *expected, const char *text, size_t length, const char *name,
		    char *why, size_t size)
{
	const char *end = text + length;
	unsigned int number = 0;

	*expected = (struct expected){0};
	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		size_t left = (size_t)((newline ? newline : end) - text);
		const char *wrong = NULL;

		number++;
		if (left && text[0] != '#')
			wrong = add_line(expected, text, left);
		if (wrong) {
			snprintf(why, size, "%s:%u: %s", name, number, wrong);
			return false;
		}
		text += left + 1;
	}
	if (!expected->count)
		snprintf(why, size, "%s: no line of it has a pair and its verdicts", name);
	return expected->count;
}

void expected_write(FILE *out, const struct expected *expected)
{
	char name[64];

	for (unsigned int i = 0; i < expected->count; i++) {
		const struct expected_row *row = &expected->rows[i];

		fprintf(out, "%s", registry_spell(row->format->name, name, sizeof(name)));
		fprintf(out, " %s", registry_spell(row->host->name, name, sizeof(name)));
		fprintf(out, " %s", registry_spell(row->guest->name, name, sizeof(name)));
		for (int model = 0; model < MODELS; model++)
			fprintf(out, " %s", row->cells[model]);
		fprintf(out, " # %s\n", row->reason);
	}
}

void expected_free(struct expected *expected)
{
	free(expected->rows);
	*expected = (struct expected){0};
}
