/* Text in a stream to memory, whose buffer is current after each flush. */
#define _GNU_SOURCE
#include "outcome/said.h"

#include <stdarg.h>
#include <stdlib.h>

#include "file/show.h"

FILE *said_more(struct said *said)
{
	if (!said->stream)
		said->stream = open_memstream(&said->text, &said->size);
	if (!said->stream) {
		said->lost = true;
		said->stream = fopen("/dev/null", "we");
	}
	return said->stream ? said->stream : stderr;
}

void said_line(struct said *said, const char *name, const char *format, ...)
{
	char *text;
	va_list list;

	va_start(list, format);
	if (vasprintf(&text, format, list) < 0)
		text = NULL;
	va_end(list);
	said->lost |= !text;
	show(said_more(said), "  %-10s %s\n", name, text ? text : "(out of memory)");
	free(text);
}

bool said_lost(const struct said *said)
{
	return said->lost || (said->stream && (fflush(said->stream) || ferror(said->stream)));
}

const char *said_text(const struct said *said)
{
	if (!said->stream || fflush(said->stream) || !said->text)
		return "";
	return said->text;
}

void said_free(struct said *said)
{
	if (said->stream)
		fclose(said->stream);
	free(said->text);
	*said = (struct said){0};
}
