/* Lines of the reviewed table. */
#include "verify/expected.h"

#include <stdlib.h>
#include <string.h>

#include "protocols/registry.h"
#include "text/parser.h"

const struct expected_row *expected_find(const struct expected *expected, const struct host *host,
					 const struct guest *guest)
{
	for (unsigned int i = 0; i < expected->count; i++)
		if (expected->rows[i].host == host && expected->rows[i].guest == guest)
			return &expected->rows[i];
	return NULL;
}

/* "torn+stale", "within-3" */
static bool is_cell(const char *word)
{
	return word && strlen(word) < EXPECTED_CELL &&
	       !word[strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789+-")];
}

/* The words behind the format's name; false: there is one that can't be meant. */
static bool take_words(struct parser *parser, const char *names[2], struct expected_row *row)
{
	const char *word;

	for (int i = 0; i < 2; i++)
		names[i] = parser_word(parser);
	for (int model = 0; model < MODELS; model++) {
		word = parser_word(parser);
		if (!is_cell(word))
			return false;
		strcpy(row->cells[model], word);
	}
	word = parser_rest(parser);
	if (*word++ != '#')
		return false;
	word += strspn(word, " \t");
	snprintf(row->reason, sizeof(row->reason), "%s", word);
	return *word;
}

static void take_line(struct parser *parser, const char *format, struct expected *expected)
{
	struct expected_row row = {.format = registry_find_format(format)}, *rows;
	const char *names[2];

	if (!take_words(parser, names, &row)) {
		parser_complain(
			parser,
			"not FORMAT HOST GUEST, a verdict for each of the 4 models, # and a reason",
			NULL);
		return;
	}
	_Static_assert(MODELS == 4, "as it says");
	if (row.format) {
		row.host = registry_find_host(ENGINE_MACHINE, row.format, names[0]);
		row.guest = registry_find_guest(ENGINE_MACHINE, row.format, names[1]);
	}
	if (!row.host || !row.guest)
		parser_complain(parser, "this build has no such pair", NULL);
	else if (expected_find(expected, row.host, row.guest))
		parser_complain(parser, "the second line for this pair", NULL);
	if (parser->failed)
		return;
	rows = reallocarray(expected->rows, expected->count + 1, sizeof(*rows));
	if (!rows) {
		parser_complain(parser, "out of memory", NULL);
		return;
	}
	expected->rows = rows;
	rows[expected->count++] = row;
}

bool expected_parse(struct expected *expected, const char *text, size_t length, const char *name,
		    char *why, size_t size)
{
	struct parser parser;
	const char *word;

	*expected = (struct expected){0};
	parser_begin(&parser, name, text, length, why, size);
	parser.foreign = true;
	while ((word = parser_line(&parser)))
		take_line(&parser, word, expected);
	if (!parser.failed && !expected->count)
		snprintf(why, size, "%s: no line of it has a pair and its verdicts", name);
	return !parser.failed && expected->count;
}

void expected_write(FILE *out, const struct expected *expected)
{
	char name[REGISTRY_NAME];

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
