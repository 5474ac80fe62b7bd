/* Reads findings from .warp text, which may come from anywhere: nothing is taken for granted. */
#include <stdlib.h>

#include "finding/finding.h"
#include "finding/schedule_text.h"
#include "finding/value.h"
#include "protocols/registry.h"

struct text {
	struct parser parser;
	struct finding *finding;
	bool ended;
};

static void parse_choices(struct text *text)
{
	struct finding *finding = text->finding;
	char *word;

	while ((word = parser_word(&text->parser))) {
		if (finding->nchoices == FINDING_CHOICES_MAX) {
			parser_complain(&text->parser, "more choices than a finding can have",
					NULL);
			return;
		}
		finding->choices[finding->nchoices++] =
			(u16)parser_unsigned(&text->parser, word, 0xffff);
	}
}

static void parse_read(struct text *text)
{
	struct finding *finding = text->finding;
	struct finding_read *read = &finding->reads[finding->nreads];

	if (finding->nreads == 2) {
		parser_complain(&text->parser, "a finding has two reads at the most", NULL);
		return;
	}
	finding->nreads++;
	memset(read, 0, sizeof(*read));
	read->end = READ_ERROR;
	read->vcpu = (u8)parser_number(&text->parser, "vcpu", 1);
	read->start_step = (u16)parser_number(&text->parser, "start", STEPS_MAX - 1);
}

static struct finding_read *open_read(struct text *text)
{
	struct finding *finding = text->finding;

	if (!finding->nreads || finding->reads[finding->nreads - 1].end != READ_ERROR) {
		parser_complain(&text->parser, "this statement belongs to a read, and none is open",
				NULL);
		return NULL;
	}
	return &finding->reads[finding->nreads - 1];
}

/* "start", or "2.1": the first store of update 2 to this place. */
static void parse_store(struct text *text, const char *word, struct finding_access *access)
{
	unsigned int update, nth;
	int used = -1;

	if (!strcmp(word, "start"))
		return;
	if (sscanf(word, "%3u.%3u%n", &update, &nth, &used) != 2 || used < 0 || word[used] ||
	    update - 1 >= text->finding->schedule.nupdates || !nth || nth > EVENTS_MAX) {
		parser_complain(&text->parser, "no update of this finding makes the store", word);
		return;
	}
	access->update = (u8)update;
	access->nth = (u8)nth;
}

static void parse_access(struct text *text, enum access_kind kind)
{
	struct finding_read *read = open_read(text);
	struct finding_access *access;
	const char *word;

	if (!read)
		return;
	if (read->naccesses == FINDING_ACCESSES_MAX) {
		parser_complain(&text->parser, "more accesses than a read of a finding can have",
				NULL);
		return;
	}
	access = &read->accesses[read->naccesses++];
	memset(access, 0, sizeof(*access));
	access->kind = (u8)kind;
	if (kind == ACCESS_TSC) {
		access->step = (u16)parser_number(&text->parser, "step", STEPS_MAX - 1);
		access->late = parser_number(&text->parser, "late", 1);
	}
	if (kind != ACCESS_LOAD)
		return;
	word = parser_word(&text->parser);
	if (!word ||
	    !value_parse_place(text->finding->format, word, &access->offset, &access->size)) {
		parser_complain(&text->parser, "the page has no place named", word ? word : "");
		return;
	}
	parse_store(text, parser_value(&text->parser, "sees"), access);
	access->value = parser_number(&text->parser, "value", U64_MAX);
}

static void parse_end_of_read(struct text *text, enum read_end end)
{
	struct finding_read *read = open_read(text);
	const char *word;

	if (!read)
		return;
	read->end = end;
	if (end != READ_ACCEPTED)
		return;
	word = parser_word(&text->parser);
	read->value = parser_unsigned(&text->parser, word ? word : "", U64_MAX);
}

/* What was found by a build with more protocols. */
static void lacks(struct text *text, const char *kind, const char *word)
{
	char what[256];

	snprintf(what, sizeof(what),
		 "this build has no %s '%.60s': build it in, with cmake "
		 "-DWARPAGE_PROTOCOLS=FOLDER (docs/protocols.md)",
		 kind, word);
	parser_complain(&text->parser, what, NULL);
}

/* The lines before "start", in their order; each is "key name". */
static void parse_head(struct text *text, unsigned int index, const char *key)
{
	static const char *const keys[] = {"warpage", "violation", "format", "host",
					   "guest",   "model",	   "word"};
	struct finding *finding = text->finding;
	const char *word = parser_word(&text->parser);
	int number = 0;

	if (strcmp(key, keys[index]) || !word) {
		parser_complain(&text->parser,
				index ? "expected a line that starts with"
				      : "this is not a finding (the bytes of an input are replayed "
					"with --input): it does not start with",
				index ? keys[index] : "warpage finding 1");
		return;
	}
	switch (index) {
	case 0:
		if (strcmp(word, "finding") || !(word = parser_word(&text->parser)) ||
		    strcmp(word, "1"))
			parser_complain(&text->parser, "this is not a finding of version 1", NULL);
		return;
	case 1:
		number = violation_parse(word);
		finding->violation = (enum violation)number;
		break;
	case 2:
		finding->format = registry_find_format(word);
		if (!finding->format)
			lacks(text, "format", word);
		break;
	case 3:
		finding->host = registry_find_host(ENGINE_MACHINE, finding->format, word);
		if (!finding->host)
			lacks(text, "host", word);
		break;
	case 4:
		finding->guest = registry_find_guest(ENGINE_MACHINE, finding->format, word);
		if (!finding->guest)
			lacks(text, "guest", word);
		break;
	case 5:
		number = model_parse(word);
		finding->model = (enum model)number;
		break;
	default:
		finding->word = (unsigned int)parser_unsigned(&text->parser, word, 64);
		number = finding->word == 32 || finding->word == 64 ? 0 : -1;
	}
	if (number < 0)
		parser_complain(&text->parser, "this build does not know", word);
}

#define HEAD_LINES 7

static void parse_body(struct text *text, const char *key)
{
	const struct finding *finding = text->finding;

	if (text->ended)
		parser_complain(&text->parser, "there is something after the end", NULL);
	else if (!strcmp(key, "update") && !finding->nreads)
		schedule_parse_update(&text->parser, &text->finding->schedule);
	else if (!strcmp(key, "choices") && !finding->nreads)
		parse_choices(text);
	else if (!strcmp(key, "read"))
		parse_read(text);
	else if (!strcmp(key, "load"))
		parse_access(text, ACCESS_LOAD);
	else if (!strcmp(key, "tsc"))
		parse_access(text, ACCESS_TSC);
	else if (!strcmp(key, "retry"))
		parse_access(text, ACCESS_RETRY);
	else if (!strcmp(key, "returned"))
		parse_end_of_read(text, READ_ACCEPTED);
	else if (!strcmp(key, "fell-back"))
		parse_end_of_read(text, READ_FELL_BACK);
	else if (!strcmp(key, "stuck"))
		parse_end_of_read(text, READ_STUCK);
	else if (!strcmp(key, "end"))
		text->ended = true;
	else
		parser_complain(&text->parser, "no statement may start here with", key);
}

static void check_whole(struct text *text)
{
	struct finding *finding = text->finding;

	if (!text->ended)
		parser_complain(&text->parser,
				"the finding is cut short: the line 'end' is missing", NULL);
	else if (!finding->nreads)
		parser_complain(&text->parser, "the finding has no read", NULL);
	for (unsigned int r = 0; r < finding->nreads; r++)
		if (finding->reads[r].end == READ_ERROR)
			parser_complain(&text->parser, "a read has no result", NULL);
}

bool finding_parse(struct finding *finding, const char *content, size_t length, const char *name,
		   char *why, size_t size)
{
	struct text text = {.finding = finding};
	struct parser *parser = &text.parser;
	const char *key;

	memset(finding, 0, sizeof(*finding));
	parser_begin(parser, name, content, length, why, size);
	for (unsigned int i = 0; i < HEAD_LINES && (key = parser_line(parser)); i++)
		parse_head(&text, i, key);
	key = parser_line(parser);
	if (key && !strcmp(key, "start"))
		schedule_parse_start(parser, &finding->schedule, finding->format, finding->host);
	else if (key)
		parser_complain(parser, "expected a line that starts with", "start");
	while ((key = parser_line(parser)))
		parse_body(&text, key);
	if (!parser->line)
		parser_complain(parser, "the file is empty", NULL);
	check_whole(&text);
	return !parser->failed;
}

bool finding_load(struct finding *finding, const char *path, char *why, size_t size)
{
	size_t length;
	char *text = parser_read_file(path, "finding", &length, why, size);
	bool good = text && finding_parse(finding, text, length, path, why, size);

	free(text);
	return good;
}
