/*
 * What people read on: how wide it is, and whether it shows colours. Files, pipes and the forms for programs have neither.
 * A colour says nothing that the words do not, and none is told from another by red or green.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A line of a source file, without the blanks before it; false if it is not there. */
typedef bool console_source(const char *file, unsigned int line, char *out, size_t size);

/* All zero: a file or a pipe. */
struct console {
	unsigned int columns;	/* 0: as many as a line takes */
	bool coloured;		/* by escape sequences of ECMA-48 */
	console_source *source; /* of what stands beside a finding's accesses; NULL: nothing does */
};

enum console_when { CONSOLE_AUTO, CONSOLE_ALWAYS, CONSOLE_NEVER };

/* What colours are for. */
enum console_paint {
	PAINT_WRONG, /* a violation, and what is odd in one */
	PAINT_RIGHT, /* a verdict of status 0 that says that nothing is wrong */
	PAINT_OPEN,  /* another verdict */
	PAINT_SEEN,  /* which store a load sees */
	PAINT_NAME,  /* what the lines below it are about */
	PAINT_CODE   /* the text of a line */
};

/* What --color says: auto, always or never. false after one line on stderr, for another word. */
bool console_option(const char *text, enum console_when *when);

/* How many columns the terminal of a descriptor has; 0: it is none, or does not tell. */
unsigned int console_columns(int fd);

/* How many of them a line may have that is drawn over, and so must not be wrapped: 79 where they are not told. */
unsigned int console_room(int fd);

/*
 * Are there to be colours? auto: on a terminal that shows them, unless the variable NO_COLOR is set and not empty.
 */
bool console_colours(int fd, enum console_when when);

/* Begin and end a colour; nothing is written where there are none. */
void console_begin(FILE *out, const struct console *console, enum console_paint paint);
void console_end(FILE *out, const struct console *console);

/* So many bytes of the text, all in one colour. */
void console_put(FILE *out, const struct console *console, enum console_paint paint,
		 const char *text, size_t length);

/* The bytes of the escape sequence at text, 0 if there is none. */
size_t console_escape(const char *text);

#define CONSOLE_BY_NAME 0

/*
 * Lines, folded at blanks where there are too few columns, the rest of each behind so many blanks. By name: the rest of a line
 * "  NAME       TEXT", and of any other that begins with two blanks, goes on below what follows its name; others stay as
 * they are, and so does a line with a command, to be copied. A word is never cut. NULL, of a stream in memory that had none: it is said.
 */
void console_fold(FILE *out, const struct console *console, const char *text, unsigned int hang);

/* A line of a name, such as a file's, and what is said of it: "NAME: TEXT", as show() does; folded if need be. */
void console_say(FILE *out, const struct console *console, const char *name, const char *text);

/* One line of so many bytes, folded so that its rest goes on behind so many blanks; without the newline at its end. */
void console_fold_line(FILE *out, const struct console *console, const char *line, size_t length,
		       unsigned int hang);
