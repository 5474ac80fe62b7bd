/* A small parser of what report pages are made of. */
#define _GNU_SOURCE
#include "fuzz/text/page_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 64
#define FIXED_SIZE (1 << 17) /* style, script and headings */
#define GROWTH 64	     /* bytes of a page for a byte of a log, at most */

static const char elements[] =
	" b body br code data dd desc details div dl dt figcaption figure g h1 h2 h3 head header "
	"html"
	" li meta output p path script section small style summary svg table tbody td text th thead"
	" title tr ul ";
static const char attributes[] =
	" aria-hidden aria-labelledby charset class content d data-axis data-name data-scale data-y"
	" http-equiv id lang name role scope text-anchor title value viewBox x y ";

struct reader {
	const char *at, *end, *page;
	unsigned int depth;
	char open[DEPTH_MAX][16];
	bool numbers_only;
};

static _Noreturn void fail(const struct reader *reader, const char *what)
{
	size_t left = (size_t)(reader->end - reader->at);

	fprintf(stderr, "page, byte %zu: %s: %.*s\n", (size_t)(reader->at - reader->page), what,
		(int)(left < 200 ? left : 200), reader->at);
	abort();
}

static bool starts(const struct reader *reader, const char *text)
{
	size_t length = strlen(text);

	return (size_t)(reader->end - reader->at) >= length && !memcmp(reader->at, text, length);
}

static void expect(struct reader *reader, const char *text)
{
	if (!starts(reader, text))
		fail(reader, text);
	reader->at += strlen(text);
}

static bool letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A name of a list, into out. */
static void take_name(struct reader *reader, const char *list, char out[16])
{
	size_t length = strspn(reader->at,
			       "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
	char word[24];

	snprintf(word, sizeof(word), " %.*s ", length < 16 ? (int)length : 0, reader->at);
	if (!length || !strstr(list, word))
		fail(reader, "a name that no page has");
	snprintf(out, 16, "%.*s", (int)length, reader->at);
	reader->at += length;
}

/* A piece of text up to an end: no bracket, no bare ampersand, no control, no number that is none. */
static void take_text(struct reader *reader, char end, bool words)
{
	for (const char *c = reader->at; c < reader->end && *c != end; reader->at = ++c) {
		size_t digits = *c == '&' && c[1] == '#' ? strspn(c + 2, "0123456789") : 0;

		if (*c == '<' || *c == '>' || (*c == '&' && (!digits || c[2 + digits] != ';')))
			fail(reader, "markup in text");
		if (((unsigned char)*c < ' ' && *c != '\n' && *c != '\t') || *c == 0x7f)
			fail(reader, "a control in text");
		if (!words && reader->numbers_only && !letter(c[-1]) &&
		    (!strncasecmp(c, "inf", 3) || !strncasecmp(c, "nan", 3)) && !letter(c[3]))
			fail(reader, "a number that is none");
	}
}

static void take_attribute(struct reader *reader)
{
	const char *value;
	char name[16];
	size_t length;

	take_name(reader, attributes, name);
	expect(reader, "=\"");
	value = reader->at;
	take_text(reader, '"', !strcmp(name, "data-name"));
	length = (size_t)(reader->at - value);
	expect(reader, "\"");
	/* a path, or numbers */
	if (!strcmp(name, "d") || !strcmp(name, "x") || !strcmp(name, "y") ||
	    !strcmp(name, "viewBox") || !strcmp(name, "data-axis"))
		if (strspn(value, "0123456789.-; MHVhvlmz") < length)
			fail(reader, "a coordinate that is none, before this");
	if (!strcmp(name, "data-y") && strspn(value, "0123456789.-+e ") < length)
		fail(reader, "a scale that is none, before this");
}

/* Style and script are ours, and end where they say. */
static void skip_raw(struct reader *reader, const char *name)
{
	char end[24];
	const char *at;

	snprintf(end, sizeof(end), "</%s>", name);
	at = memmem(reader->at, (size_t)(reader->end - reader->at), end, strlen(end));
	if (!at)
		fail(reader, "it does not end");
	reader->at = at;
}

static void take_tag(struct reader *reader)
{
	char name[16];

	if (starts(reader, "<!DOCTYPE html>")) {
		expect(reader, "<!DOCTYPE html>");
		if (starts(reader, "<!-- warpage report -->")) /* the only comment */
			expect(reader, "<!-- warpage report -->");
		return;
	}
	if (starts(reader, "</")) {
		expect(reader, "</");
		take_name(reader, elements, name);
		if (!reader->depth || strcmp(reader->open[--reader->depth], name))
			fail(reader, "it closes what is not open");
		expect(reader, ">");
		return;
	}
	expect(reader, "<");
	take_name(reader, elements, name);
	while (starts(reader, " ")) {
		reader->at++;
		take_attribute(reader);
	}
	if (starts(reader, "/>")) {
		expect(reader, "/>");
		return;
	}
	expect(reader, ">");
	if (reader->depth == DEPTH_MAX)
		fail(reader, "too deep");
	strcpy(reader->open[reader->depth++], name);
	if (!strcmp(name, "style") || !strcmp(name, "script"))
		skip_raw(reader, name);
}

void page_check(const char *page, size_t length, size_t log_size, bool numbers_only)
{
	struct reader reader = {.page = page, .at = page, .end = page + length};

	reader.numbers_only = numbers_only;
	if (strlen(page) != length)
		fail(&reader, "a zero in the page");
	if (length > FIXED_SIZE + GROWTH * log_size)
		fail(&reader, "larger than such a log answers for");
	while (reader.at < reader.end) {
		if (*reader.at == '<')
			take_tag(&reader);
		else
			take_text(&reader, '<', false);
	}
	if (reader.depth)
		fail(&reader, "elements are left open");
}
