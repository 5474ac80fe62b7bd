/* Decodes UTF-8, and spells what is not to be printed. */
#define _GNU_SOURCE
#include "file/show.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define NO_CHARACTER 0xfffd
#define SPELLED 20 /* bytes for the spelling of one */

/* The character at *text, or NO_CHARACTER and false in *good for bytes that are none together. */
static uint32_t decode(const char **text, bool *good)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned char first = (unsigned char)**text;
	unsigned int length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
	uint32_t code = length == 1 ? first : first & (0x7fu >> length);

	++*text;
	*good = first < 0x80 || (first >= 0xc0 && first < 0xf8);
	for (unsigned int i = 1; i < length && *good; i++) {
		*good = (**text & 0xc0) == 0x80;
		code = code << 6 | (uint32_t)(**text & 0x3f);
		*text += *good;
	}
	*good = *good && code >= least[length] && code <= 0x10ffff &&
		!(code >= 0xd800 && code < 0xe000);
	return *good ? code : NO_CHARACTER;
}

/* Controls, what is reserved, and what turns the direction of writing. */
static bool printable(uint32_t code)
{
	return code >= 0x20 && !(code >= 0x7f && code < 0xa0) && (code & 0xfffe) != 0xfffe &&
	       !(code >= 0x200e && code <= 0x200f) && !(code >= 0x2028 && code <= 0x202e) &&
	       !(code >= 0x2066 && code <= 0x2069) && code != 0x61c && code != 0xfeff;
}

uint32_t show_character(const char **text, bool *good)
{
	uint32_t code = decode(text, good);

	*good = *good && printable(code);
	return code;
}

/* What stands for the bytes from one place to another. */
static size_t spell(const char *from, const char *to, uint32_t code, bool good, char out[SPELLED])
{
	size_t length = (size_t)(to - from), used = 0;

	if (good) {
		memcpy(out, from, length);
		return length;
	}
	if (code == '\n' || code == '\t')
		return (size_t)sprintf(out, "\\%c", code == '\n' ? 'n' : 't');
	if (code != NO_CHARACTER && length > 1)
		return (size_t)sprintf(out, "\\u{%x}", (unsigned int)code);
	for (; from < to; from++)
		used += (size_t)sprintf(out + used, "\\x%02x", (unsigned char)*from);
	return used;
}

char *show_string(const char *string, char *out, size_t size)
{
	static const char dots[] = "...";
	size_t used = 0, fits = 0; /* fits: what may stay if the dots are needed */

	while (*string) {
		const char *from = string;
		char spelled[SPELLED];
		bool good;
		uint32_t code = show_character(&string, &good);
		size_t length = spell(from, string, code, good, spelled);

		if (used + length >= size) {
			strcpy(out + fits, dots);
			return out;
		}
		memcpy(out + used, spelled, length);
		used += length;
		if (used + sizeof(dots) <= size)
			fits = used;
	}
	out[used] = '\0';
	return out;
}

const char *show_utf8(const char *string, char *out, size_t size)
{
	const char *text = string;
	bool good = true;

	while (*text && good)
		decode(&text, &good);
	return good ? string : show_string(string, out, size);
}

void show(FILE *out, const char *format, ...)
{
	size_t length = strlen(format);
	bool ends = length && format[length - 1] == '\n';
	char *raw = NULL, *shown, *start, few[1024], spelled[1024];
	va_list list;

	va_start(list, format);
	if (vasprintf(&raw, format, list) < 0)
		raw = NULL;
	va_end(list);
	va_start(list, format);
	if (!raw) /* no memory is what the line may be about: as much of it as there is room for */
		vsnprintf(few, sizeof(few), format, list);
	va_end(list);
	start = raw ? raw : few;
	length = strlen(start);
	if (ends && length && start[length - 1] == '\n')
		start[--length] = '\0';
	shown = malloc(8 * length + 16); /* a byte is spelled with four at most */
	fputs(show_string(start, shown ? shown : spelled,
			  shown ? 8 * length + 16 : sizeof(spelled)),
	      out);
	if (ends)
		putc('\n', out);
	free(shown);
	free(raw);
}
