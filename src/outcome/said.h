/* Lines for people, put together in memory. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* All zero: nothing is said. Once something is, it stays where it is in memory. */
struct said {
	FILE *stream; /* NULL before the first word */
	char *text;
	size_t size;
	bool lost; /* some of it, for want of memory */
};

/* Where to write more of it; /dev/null's like without memory, never NULL. */
FILE *said_more(struct said *said);

/* A line "  NAME       TEXT", all of it shown as show() does. */
__attribute__((format(printf, 3, 4))) void said_line(struct said *said, const char *name,
						     const char *format, ...);

/* Is something missing of it, for want of memory? */
bool said_lost(const struct said *said);

/* All that was said so far, "" if nothing was; valid until more is said. */
const char *said_text(const struct said *said);

void said_free(struct said *said);
