/* Words of lines, by their descriptions. */
#include "text/word.h"

#include <inttypes.h>
#include <string.h>

u64 word_load(const struct word *word, const void *record)
{
	u64 value = 0;

	memcpy(&value, (const u8 *)record + word->at, word->size);
	return word->bits ? value >> word->shift & (((u64)1 << word->bits) - 1) : value;
}

void word_store(const struct word *word, void *record, u64 value)
{
	u64 all = 0, mask = (((u64)1 << word->bits) - 1) << word->shift;

	if (word->bits) {
		memcpy(&all, (u8 *)record + word->at, word->size);
		value = (all & ~mask) | value << word->shift;
	}
	memcpy((u8 *)record + word->at, &value, word->size);
}

void word_begin(FILE *out, const struct word *word)
{
	fputc(' ', out);
	if (word->key)
		fprintf(out, "%s=", word->key);
}

static bool is_left_out(const struct word *word, const void *record)
{
	u64 value = word_load(word, record);

	return (word->how & WORD_TERSE && value == word->plain) ||
	       (word->name && word->name((unsigned int)value));
}

static void get_number(struct parser *parser, const struct word *word, const char *text,
		       void *record)
{
	word_store(word, record, parser_unsigned(parser, text, word->max));
}

static void put_number(FILE *out, const struct word *word, const void *record, const void *about)
{
	(void)about;
	if (is_left_out(word, record))
		return;
	word_begin(out, word);
	fprintf(out, word->type == &word_hex ? "0x%" PRIx64 : "%" PRIu64, word_load(word, record));
}

static void get_signed(struct parser *parser, const struct word *word, const char *text,
		       void *record)
{
	word_store(word, record, (u64)parser_signed(parser, text, (s64)word->max));
}

static void put_signed(FILE *out, const struct word *word, const void *record, const void *about)
{
	(void)about;
	word_begin(out, word);
	fprintf(out, "%" PRId64, (s64)word_load(word, record));
}

static void get_name(struct parser *parser, const struct word *word, const char *text, void *record)
{
	for (unsigned int i = 0; i <= word->max; i++) {
		const char *name = word->name(i);

		if (name && !strcmp(name, text)) {
			word_store(word, record, i);
			return;
		}
	}
	parser_complain(parser, word->unknown, text);
}

static void put_name(FILE *out, const struct word *word, const void *record, const void *about)
{
	const char *name = word->name((unsigned int)word_load(word, record));

	(void)about;
	if (!name)
		return;
	word_begin(out, word);
	fputs(name, out);
}

const struct word_type word_number = {get_number, put_number};
const struct word_type word_hex = {get_number, put_number};
const struct word_type word_signed = {get_signed, put_signed};
const struct word_type word_name = {get_name, put_name};

static void get_loose(struct parser *parser, const struct word *words, char *text, void *record)
{
	char *value = strchr(text, '=');

	if (value)
		*value++ = '\0';
	while (words->type && strcmp(words->key, text))
		words++;
	if (value && words->type)
		words->type->get(parser, words, value, record);
	else
		parser_complain(parser, "the statement has no", text);
}

void words_get(struct parser *parser, const struct word *words, void *record)
{
	const char *value;
	char *text;

	for (; words->type && !(words->how & WORD_LOOSE); words++) {
		value = words->key ? parser_value(parser, words->key) : parser_word(parser);
		words->type->get(parser, words, value ? value : "", record);
	}
	while (words->type && !parser->failed && (text = parser_word(parser)))
		get_loose(parser, words, text, record);
}

void words_put(FILE *out, const char *key, const struct word *words, const void *record,
	       const void *about)
{
	fputs(key, out);
	for (; words->type; words++)
		words->type->put(out, words, record, about);
	fputc('\n', out);
}

void word_put_bytes(FILE *out, const u8 *data, size_t n)
{
	for (size_t i = 0; i < n; i++)
		fprintf(out, "%02x", data[i]);
}
