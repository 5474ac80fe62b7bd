/* Reads texts twice: whether they are encoded, and what they say. */
#define _GNU_SOURCE
#include "text/mail.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "text/base64.h"

#define HEADER "content-transfer-encoding:"
#define BASE64 "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="

/* Behind the end of the line. */
static char *line_after(char *line, const char *end)
{
	char *newline = memchr(line, '\n', (size_t)(end - line));

	return newline ? newline + 1 : (char *)end;
}

/* The value of "=XX", a character that a line may have; -1 for another. */
static int escaped(const char *at, const char *end)
{
	char digits[3] = "";
	unsigned int value;

	if (end - at < 3 || !isxdigit((unsigned char)at[1]) || !isxdigit((unsigned char)at[2]))
		return -1;
	memcpy(digits, at + 1, 2);
	sscanf(digits, "%x", &value);
	return (value >= ' ' && value != 0x7f) || value == '\t' ? (int)value : -1;
}

/* Behind the "=" at the end of a line that goes on in the next, blanks and the newline included; NULL: it is none. */
static char *softly_broken(char *at, const char *end)
{
	char *next = at + 1;

	while (next < end && strchr(" \t\r", *next) && *next)
		next++;
	return next == end ? next : *next == '\n' ? next + 1 : NULL;
}

/* Does the line, whoever has quoted it, begin with that word? What a mailer puts behind it is no part of it. */
static bool begins(const char *line, const char *end, const char *word)
{
	size_t length = strlen(word);

	while (line < end && *line && strchr("> \t", *line))
		line++;
	return (size_t)(end - line) >= length && !memcmp(line, word, length) &&
	       (end - line == (ptrdiff_t)length || !isalnum((unsigned char)line[length]));
}

/* The first line "warpage NAME NUMBER"; NULL if there is none. */
static char *find_mark(char *text, char *end)
{
	for (char *line = text; line < end; line = line_after(line, end)) {
		const char *at = line;
		size_t word, number;

		if (!begins(line, end, "warpage"))
			continue;
		at += strcspn(at, "w") + strlen("warpage");
		if (*at++ != ' ')
			continue;
		word = strspn(at, "abcdefghijklmnopqrstuvwxyz");
		if (!word || at[word] != ' ')
			continue;
		at += word + 1;
		number = strspn(at, "0123456789");
		if (number && (!at[number] || strchr(" \t\r\n=", at[number])))
			return line;
	}
	return NULL;
}

/* How the "=" from there to the line "end" are meant. */
struct equals {
	unsigned int escapes, breaks,
		signs;	  /* =3D; at the ends of lines; others that are no escape */
	unsigned int odd; /* the line of the first that is no escape, counted from 0 */
};

static struct equals count_equals(char *from, char *end)
{
	struct equals equals = {0};
	unsigned int line = 0;

	for (char *at = from; at < end; at++) {
		if (*at == '\n') {
			line++;
			if (begins(at + 1, end, "end"))
				break;
		}
		if (*at != '=')
			continue;
		if (escaped(at, end) == '=') {
			equals.escapes++;
		} else if (softly_broken(at, end)) {
			equals.breaks++;
		} else if (escaped(at, end) < 0 && !equals.signs++) {
			equals.odd = line;
		}
	}
	return equals;
}

/* Returns the end of what it says. */
static char *undo_quoted(char *from, char *end)
{
	unsigned int broken = 0;
	char *to = from;

	for (char *at = from; at < end;) {
		int character = *at == '=' ? escaped(at, end) : -1;
		char *next = *at == '=' ? softly_broken(at, end) : NULL;

		if (character >= 0) {
			*to++ = (char)character;
			at += 3;
		} else if (next) {
			broken++;
			at = next;
		} else {
			*to++ = *at;
			for (; *at == '\n' && broken; broken--)
				*to++ = '\n';
			at++;
		}
	}
	return to;
}

/* Behind the empty line that ends the header that this line is of; NULL if it is no such header. */
static char *find_base64(char *line, char *end)
{
	size_t length = strlen(HEADER);

	if ((size_t)(end - line) < length || strncasecmp(line, HEADER, length))
		return NULL;
	line += length;
	line += strspn(line, " \t");
	if (strncasecmp(line, "base64", strlen("base64")))
		return NULL;
	for (line = line_after(line, end); line < end; line = line_after(line, end))
		if (*line == '\n' || (*line == '\r' && line[1] == '\n'))
			return line_after(line, end);
	return NULL;
}

/* Its lines, in place; *from goes on to what is none of them. Returns the end of what they say. */
static char *undo_base64(char **from, char *end)
{
	char *to = *from;

	while (*from < end) {
		char *next = line_after(*from, end);
		size_t length = (size_t)(next - *from);

		while (length && strchr("\r\n", (*from)[length - 1]))
			length--;
		if (!length || length % 4 || strspn(*from, BASE64) < length)
			break;
		(*from)[length] = '\0'; /* a newline's place, or the zero behind the text */
		to += base64_read(*from, (u8 *)to, length);
		*from = next;
	}
	return to;
}

/* Where a body in base64 has the mark; the text ends with that body then. NULL: none has. */
static char *find_carried(char *text, char **end)
{
	for (char *line = text; line < *end;) {
		char *body = find_base64(line, *end), *rest = body, *last, *mark;

		if (!body) {
			line = line_after(line, *end);
			continue;
		}
		last = undo_base64(&rest, *end);
		mark = find_mark(body, last);
		if (mark) {
			*end = last;
			return mark;
		}
		line = rest > line ? rest : line_after(line, *end);
	}
	return NULL;
}

bool mail_undo(char *text, size_t *length, const char *name, char *why, size_t size)
{
	char *end = text + *length, *mark = find_mark(text, end);
	struct equals equals;
	unsigned int line = 1;

	if (!mark)
		mark = find_carried(text, &end);
	if (mark) {
		equals = count_equals(mark, end);
		if ((equals.escapes || equals.breaks) && equals.signs) {
			for (const char *at = text; at < mark; at++)
				line += *at == '\n';
			snprintf(why, size,
				 "%s:%u: this '=' stands for itself, and others are "
				 "quoted-printable: "
				 "have the mailer save the mail as text",
				 name, line + equals.odd);
			return false;
		}
		if (equals.escapes || equals.breaks)
			end = undo_quoted(mark, end);
	}
	*end = '\0';
	*length = (size_t)(end - text);
	return true;
}
