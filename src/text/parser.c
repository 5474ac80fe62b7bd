/* Lines, words and numbers of .warp text; nothing is taken for granted. */
#include "text/parser.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file/show.h"
#include "file/source.h"
#include "text/mail.h"

void parser_begin(struct parser *parser, const char *name, const char *text, size_t length,
		  char *why, size_t size)
{
	*parser = (struct parser){
		.name = name, .text = text, .end = text + length, .why = why, .size = size};
	parser->words = parser->copy;
	why[0] = '\0';
}

void parser_complain(struct parser *parser, const char *what, const char *word)
{
	if (parser->failed)
		return;
	parser->failed = true;
	snprintf(parser->why, parser->size, "%s:%u: %s%s%.60s%s", parser->name, parser->line, what,
		 word ? " '" : "", word ? word : "", word ? "'" : "");
}

static bool is_plain(const char *line, size_t length, bool foreign)
{
	const char *at = line;
	bool good = true;

	while (*at && good)
		if (foreign && *at != '\t')
			show_character(&at, &good);
		else if (*at == '\t' || (*at >= ' ' && *at <= '~'))
			at++;
		else
			good = false;
	return good && at == line + length;
}

/* A line as it was before mails quoted it and gave it their ends. */
static const char *unquoted(const char *line, size_t *length)
{
	const char *end = line + *length, *at = line;

	while (at < end && *at && strchr("> \t", *at))
		at++;
	if (memchr(line, '>', (size_t)(at - line)))
		line = at;
	while (end > line && end[-1] && strchr(" \t\r", end[-1]))
		end--;
	*length = (size_t)(end - line);
	return line;
}

static bool copy_line(struct parser *parser, size_t length)
{
	const char *line = unquoted(parser->text, &length);

	if (length >= sizeof(parser->copy)) {
		parser_complain(parser, "the line is too long", NULL);
		return false;
	}
	memcpy(parser->copy, line, length);
	parser->copy[length] = '\0';
	parser->words = parser->copy;
	if (!is_plain(parser->copy, length, parser->foreign))
		parser_complain(parser, "the line has bytes that are not plain text", NULL);
	return !parser->failed;
}

const char *parser_line(struct parser *parser)
{
	const char *word = parser_word(parser);

	if (word)
		parser_complain(parser, "there is more on the line than belongs there:", word);
	while (!parser->failed && parser->text < parser->end) {
		size_t left = (size_t)(parser->end - parser->text);
		const char *newline = memchr(parser->text, '\n', left);
		size_t length = newline ? (size_t)(newline - parser->text) : left;

		parser->line++;
		if (!copy_line(parser, length))
			return NULL;
		parser->text += newline ? length + 1 : length;
		word = parser_word(parser);
		if (word && *word != '#')
			return word;
		parser_rest(parser);
	}
	return NULL;
}

bool parser_seek(struct parser *parser, bool (*wanted)(const char *line, size_t length))
{
	const char *line = parser->text;

	for (unsigned int n = 0; line < parser->end; n++) {
		const char *newline = memchr(line, '\n', (size_t)(parser->end - line));
		const char *end = newline ? newline : parser->end;
		size_t length = (size_t)(end - line);
		const char *words = unquoted(line, &length);

		if (wanted(words, length)) {
			parser->text = line;
			parser->line += n;
			return true;
		}
		line = end + !!newline;
	}
	return false;
}

static char *next(struct parser *parser)
{
	return parser->words += strspn(parser->words, " \t");
}

bool parser_more(struct parser *parser)
{
	return *next(parser);
}

char *parser_word(struct parser *parser)
{
	char *word = next(parser);

	if (!*word)
		return NULL;
	parser->words += strcspn(word, " \t");
	if (*parser->words)
		*parser->words++ = '\0';
	return word;
}

char *parser_rest(struct parser *parser)
{
	char *rest = next(parser);

	parser->words += strlen(rest);
	return rest;
}

u64 parser_unsigned(struct parser *parser, const char *text, u64 max)
{
	char *end;
	u64 value;

	errno = 0;
	if (*text == '-' || *text == '+' || *text == ' ')
		parser_complain(parser, "this number must be 0 or more:", text);
	value = strtoull(text, &end, 0);
	if (end == text || *end || errno)
		parser_complain(parser, "this is not a number:", text);
	else if (value > max)
		parser_complain(parser, "this number is too large:", text);
	return parser->failed ? 0 : value;
}

s64 parser_signed(struct parser *parser, const char *text, s64 max_magnitude)
{
	char *end;
	s64 value;

	errno = 0;
	value = strtoll(text, &end, 0);
	if (end == text || *end || errno)
		parser_complain(parser, "this is not a number:", text);
	else if (value > max_magnitude || value < -max_magnitude)
		parser_complain(parser, "this number is too large:", text);
	return parser->failed ? 0 : value;
}

char *parser_value(struct parser *parser, const char *key)
{
	char *word = parser_word(parser);
	size_t length = key ? strlen(key) : 0;

	if (word && !key)
		return word;
	if (word && !strncmp(word, key, length) && word[length] == '=')
		return word + length + 1;
	if (key)
		parser_complain(parser, "expected, at this place of the line,", key);
	return parser->words + strlen(parser->words);
}

size_t parser_bytes(const char **text, u8 *data, size_t most)
{
	unsigned int byte;
	size_t n = 0;

	while (n < most && strspn(*text, "0123456789abcdefABCDEF") >= 2 &&
	       sscanf(*text, "%2x", &byte) == 1) {
		data[n++] = (u8)byte;
		*text += 2;
	}
	return n;
}

char *parser_read_file(const char *path, const char *what, size_t *length, char *why, size_t size)
{
	char *text;
	int error = source_read(path, PARSER_TEXT_MAX, &text, length);

	if (error == FILE_LARGE)
		snprintf(why, size, "%s: larger than any %s (1 MiB)", path, what);
	else if (error)
		snprintf(why, size, "%s: %s", path, file_strerror(error));
	if (!error && !mail_undo(text, length, path, why, size)) {
		free(text);
		return NULL;
	}
	return text;
}
