/*
 * Reads the tables of tests/mutants/: commas between the fields, quotes around a field that has a
 * comma of its own, one line of headings. Nothing malformed gets through: the line is named.
 */
#include "mutants_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELDS 8

const char *const mutant_models[MUTANT_MODELS] = {"sc", "x86", "weak"};

static const char *const names[] = {
	[MUTANT_NOT_ASKED] = "-",
	[MUTANT_CLEAN] = "clean",
	[MUTANT_TORN] = "torn",
	[MUTANT_ERROR] = "error",
};

const char *mutant_verdict_name(enum mutant_verdict verdict)
{
	return names[verdict];
}

static int find(const char *name, const char *const *list, int n)
{
	for (int i = 0; i < n; i++)
		if (!strcmp(list[i], name))
			return i;
	return -1;
}

/* Cut line into its fields; how many there are. */
static int split(char *line, char **fields)
{
	int n = 0;

	line[strcspn(line, "\r\n")] = '\0';
	while (n < FIELDS) {
		char *end;

		if (*line == '"') {
			fields[n++] = ++line;
			end = strchr(line, '"');
			if (!end)
				return 0;
			*end++ = '\0';
			if (*end && *end != ',')
				return 0;
		} else {
			fields[n++] = line;
			end = line + strcspn(line, ",");
		}
		if (!*end)
			return n;
		*end = '\0';
		line = end + 1;
	}
	return 0;
}

typedef int row_take(char **fields, void *row);

/* Every line but the first, each of n fields, as rows of that size. */
static size_t read_rows(const char *file, int n, size_t size, row_take *take, void *out)
{
	char line[1024], *fields[FIELDS], *rows = NULL;
	size_t count = 0, number = 0;
	FILE *stream = fopen(file, "r");

	if (!stream) {
		perror(file);
		exit(2);
	}
	while (fgets(line, sizeof(line), stream)) {
		if (!number++)
			continue;
		rows = realloc(rows, (count + 1) * size);
		if (!rows || split(line, fields) != n || !take(fields, rows + count * size)) {
			fprintf(stderr, "%s:%zu: not a row of this table\n", file, number);
			exit(2);
		}
		count++;
	}
	fclose(stream);
	memcpy(out, &rows, sizeof(rows));
	return count;
}

static int take_names(char **fields, char *host, char *guest)
{
	snprintf(host, 16, "%s", fields[0]);
	snprintf(guest, 16, "%s", fields[1]);
	return !strcmp(host, fields[0]) && !strcmp(guest, fields[1]);
}

static int take_pair(char **fields, void *row)
{
	struct mutant_pair *pair = row;

	for (int model = 0; model < MUTANT_MODELS; model++) {
		int verdict = find(fields[4 + model], names, MUTANT_ERROR);

		if (verdict < 0)
			return 0;
		pair->expected[model] = (enum mutant_verdict)verdict;
	}
	return take_names(fields, pair->host, pair->guest);
}

static int take_reason(char **fields, void *row)
{
	struct mutant_reason *reason = row;
	int verdict = find(fields[3], names, MUTANT_ERROR);

	reason->model = find(fields[2], mutant_models, MUTANT_MODELS);
	reason->ours = (enum mutant_verdict)verdict;
	return reason->model >= 0 && verdict > MUTANT_NOT_ASKED && *fields[4] &&
	       take_names(fields, reason->host, reason->guest);
}

size_t mutant_pairs_read(const char *file, struct mutant_pair **pairs)
{
	return read_rows(file, 8, sizeof(**pairs), take_pair, pairs);
}

size_t mutant_reasons_read(const char *file, struct mutant_reason **reasons)
{
	return read_rows(file, 5, sizeof(**reasons), take_reason, reasons);
}
