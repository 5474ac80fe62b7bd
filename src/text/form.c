/* Which line of a form may come where, and the words of each by their descriptions. */
#include "text/form.h"

#include <inttypes.h>
#include <string.h>

u64 word_load(const struct spot *spot)
{
	const struct word *word = spot->word;
	u64 value = 0;

	memcpy(&value, (u8 *)spot->record + word->at, word->size);
	return word->bits ? value >> word->shift & (((u64)1 << word->bits) - 1) : value;
}

void word_store(const struct spot *spot, u64 value)
{
	const struct word *word = spot->word;
	u64 all = 0, mask = (((u64)1 << word->bits) - 1) << word->shift;

	memcpy(&all, (u8 *)spot->record + word->at, word->size);
	if (word->bits)
		value = (all & ~mask) | value << word->shift;
	memcpy((u8 *)spot->record + word->at, &value, word->size);
}

void word_begin(const struct spot *spot)
{
	fputc(' ', spot->out);
	if (spot->word->key)
		fprintf(spot->out, "%s=", spot->word->key);
}

static void get_number(const struct spot *spot, char *text)
{
	word_store(spot, parser_unsigned(spot->parser, text, spot->word->max));
}

static void put_number(const struct spot *spot)
{
	const struct word *word = spot->word;
	u64 value = word_load(spot);

	if ((word->how & WORD_TERSE && value == word->plain) ||
	    (word->name && word->name((unsigned int)value)))
		return;
	word_begin(spot);
	fprintf(spot->out, word->type == &word_hex ? "0x%" PRIx64 : "%" PRIu64, value);
}

static void get_signed(const struct spot *spot, char *text)
{
	word_store(spot, (u64)parser_signed(spot->parser, text, (s64)spot->word->max));
}

static void put_signed(const struct spot *spot)
{
	if (spot->word->how & WORD_TERSE && word_load(spot) == spot->word->plain)
		return;
	word_begin(spot);
	fprintf(spot->out, "%" PRId64, (s64)word_load(spot));
}

static void get_name(const struct spot *spot, char *text)
{
	for (unsigned int i = 0; i <= spot->word->max; i++) {
		const char *name = spot->word->name(i);

		if (name && !strcmp(name, text)) {
			word_store(spot, i);
			return;
		}
	}
	parser_complain(spot->parser, spot->word->unknown, text);
}

static void put_name(const struct spot *spot)
{
	const char *name = spot->word->name((unsigned int)word_load(spot));

	if (!name)
		return;
	word_begin(spot);
	fputs(name, spot->out);
}

const struct word_type word_number = {get_number, put_number};
const struct word_type word_hex = {get_number, put_number};
const struct word_type word_signed = {get_signed, put_signed};
const struct word_type word_name = {get_name, put_name};

static void get_word(struct parser *parser, const struct word *word, void *record, char *text)
{
	struct spot spot = {word, record, parser->about, parser, NULL};

	word->type->get(&spot, text);
}

static void get_loose(struct parser *parser, const struct word *words, void *record, char *text)
{
	char *value = strchr(text, '=');

	if (value)
		*value++ = '\0';
	while (words->type && strcmp(words->key, text))
		words++;
	if (value && words->type)
		get_word(parser, words, record, value);
	else
		parser_complain(parser, "the statement has no", text);
}

void words_get(struct parser *parser, const struct word *words, void *record)
{
	char *text;

	for (; words->type && !(words->how & WORD_LOOSE); words++)
		get_word(parser, words, record, parser_value(parser, words->key));
	while (words->type && !parser->failed && parser_more(parser)) {
		text = parser_word(parser);
		get_loose(parser, words, record, text);
	}
}

void words_put(FILE *out, const char *key, const struct word *words, const void *record,
	       const void *about)
{
	fputs(key, out);
	for (; words->type; words++) {
		struct spot spot = {words, (void *)record, about, NULL, out};

		words->type->put(&spot);
	}
	fputc('\n', out);
}

void line_put(FILE *out, const struct line *line, const void *record, const void *about)
{
	words_put(out, line->key, line->words, record, about);
}

void word_put_bytes(FILE *out, const u8 *data, size_t n)
{
	for (size_t i = 0; i < n; i++)
		fprintf(out, "%02x", data[i]);
}

/* "warpage NAME NUMBER" */
static bool is_mark(const char *line, size_t length)
{
	char text[64], name[64];
	unsigned int number;
	int end = 0;

	if (length >= sizeof(text))
		return false;
	memcpy(text, line, length);
	text[length] = '\0';
	return sscanf(text, "warpage %63[a-z] %u%n", name, &number, &end) == 2 &&
	       (size_t)end == length;
}

const char *form_name(struct parser *parser)
{
	const char *key;

	parser_seek(parser, is_mark);
	key = parser_line(parser);

	return key && !strcmp(key, "warpage") ? parser_word(parser) : NULL;
}

const struct form *form_begin(struct parser *parser, const struct form *form,
			      const struct form *other)
{
	const char *name = form_name(parser);
	char mark[64];

	snprintf(mark, sizeof(mark), "warpage %s 1", form->name);
	if (name && other && !strcmp(name, other->name))
		form = other;
	if (!parser->line)
		parser_complain(parser, "the file is empty", NULL);
	else if (!name || strcmp(name, form->name))
		parser_complain(parser, form->refusal, mark);
	name = parser_value(parser, NULL);
	if (strcmp(name, "1"))
		parser_complain(parser, "this build reads version 1 only, not", name);
	return parser->failed ? NULL : form;
}

/* Which line key may start here; NULL if none. */
static const struct line *find(struct parser *parser, const struct form *form, const char *key)
{
	const struct line *line = form->lines + form->head, *end = form->lines + form->nlines;

	while (line < end && (strcmp(key, line->key) || line->stage + form->head < parser->stage))
		line++;
	if (line == end)
		parser_complain(parser, "no statement may start here with", key);
	else
		parser->stage = line->stage + form->head;
	return line;
}

const struct line *form_next(struct parser *parser, const struct form *form)
{
	const char *key = parser_line(parser);
	const struct line *line = NULL;
	char what[80];

	if (!key) {
		snprintf(what, sizeof(what), "the %s is cut short: the line 'end' is missing",
			 form->name);
		parser_complain(parser, what, NULL);
	} else if (parser->stage < form->head) {
		line = &form->lines[parser->stage++];
		if (strcmp(key, line->key) || !parser_more(parser))
			parser_complain(parser, "expected a line that starts with", line->key);
	} else if (!strcmp(key, "end")) {
		if (parser_seek(parser, is_mark) && parser_line(parser))
			parser_complain(parser, "there is another one after the end", NULL);
	} else {
		line = find(parser, form, key);
	}
	return parser->failed ? NULL : line;
}
