/* Columns and colours of a terminal. */
#define _GNU_SOURCE
#include "outcome/console.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "file/show.h"
#include "warpage/types.h"

#define HANG 6 /* columns before the rest of a line that begins with a name */
#define COMMAND "warpage "
#define TEXT_AT                                                                                    \
	13 /* where the text of a line "  NAME       TEXT" begins, as said_line() writes it */

/* Labels are dark on yellow and white on blue, which stand out from a dark and from a light background. */
static const char *const paints[] = {
	[PAINT_WRONG] = "\033[1;30;43m", [PAINT_RIGHT] = "\033[1;37;44m", [PAINT_OPEN] = "\033[1m",
	[PAINT_SEEN] = "\033[1m",	 [PAINT_NAME] = "\033[1m",	  [PAINT_CODE] = "\033[94m",
};

bool console_option(const char *text, enum console_when *when)
{
	static const char *const names[] = {
		[CONSOLE_AUTO] = "auto", [CONSOLE_ALWAYS] = "always", [CONSOLE_NEVER] = "never"};

	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(text, names[i])) {
			*when = (enum console_when)i;
			return true;
		}
	show(stderr, "warpage: --color is auto, always or never, not '%s'\n", text);
	return false;
}

unsigned int console_columns(int fd)
{
	struct winsize size;

	return isatty(fd) && !ioctl(fd, TIOCGWINSZ, &size) ? size.ws_col : 0;
}

unsigned int console_room(int fd)
{
	unsigned int columns = console_columns(fd);

	return (columns > 1 ? columns : 80) - 1;
}

bool console_colours(int fd, enum console_when when)
{
	const char *none = getenv("NO_COLOR"), *terminal = getenv("TERM");

	if (when != CONSOLE_AUTO)
		return when == CONSOLE_ALWAYS;
	return !(none && *none) && terminal && *terminal && strcmp(terminal, "dumb") != 0 &&
	       isatty(fd);
}

void console_begin(FILE *out, const struct console *console, enum console_paint paint)
{
	if (console->coloured)
		fputs(paints[paint], out);
}

void console_end(FILE *out, const struct console *console)
{
	if (console->coloured)
		fputs("\033[0m", out);
}

void console_put(FILE *out, const struct console *console, enum console_paint paint,
		 const char *text, size_t length)
{
	console_begin(out, console, paint);
	fwrite(text, 1, length, out);
	console_end(out, console);
}

size_t console_escape(const char *text)
{
	size_t length;

	if (text[0] != '\033' || text[1] != '[')
		return 0;
	length = 2 + strspn(text + 2, "0123456789;");
	return text[length] == 'm' ? length + 1 : 0;
}

/* The columns that so many bytes take. */
static unsigned int width_of(const char *text, size_t length)
{
	unsigned int width = 0;

	for (size_t i = 0; i < length;) {
		size_t escape = console_escape(text + i);

		width += !escape &&
			 (text[i] & 0xc0) != 0x80; /* a byte that goes on is no character */
		i += escape ? escape : 1;
	}
	return width;
}

static bool has_command(const char *line, size_t length)
{
	const char *command = memmem(line, length, COMMAND, strlen(COMMAND));

	return command && command > line && command[-1] == ' ';
}

/* Where the rest of a line goes on: below what follows the first two blanks behind its name. */
static unsigned int hang_of(const struct console *console, const char *line, size_t length)
{
	size_t at = strspn(line, " ");

	if (at == 2 && length > TEXT_AT && TEXT_AT < console->columns / 2 &&
	    line[TEXT_AT - 1] == ' ' && line[TEXT_AT] != ' ')
		return TEXT_AT;
	for (size_t i = at; i + 1 < length && i < console->columns / 2; i++)
		if (line[i] == ' ' && line[i + 1] == ' ') {
			i += strspn(line + i, " ");
			return i < console->columns / 2 ? (unsigned int)i : (unsigned int)at + 2;
		}
	return (unsigned int)at + (at < 10 ? 2 : 0);
}

void console_fold_line(FILE *out, const struct console *console, const char *line, size_t length,
		       unsigned int hang)
{
	unsigned int column = 0;
	size_t at = 0;

	if (!console->columns || width_of(line, length) <= console->columns) {
		fwrite(line, 1, length, out);
		return;
	}
	while (at < length) {
		size_t blanks = strspn(line + at, " "), word;

		if (at + blanks >= length)
			break;
		word = strcspn(line + at + blanks, " \n");
		if (at && column > hang &&
		    column + blanks + width_of(line + at + blanks, word) > console->columns) {
			fprintf(out, "\n%*s", (int)hang, "");
			column = hang;
		} else {
			fprintf(out, "%*s", (int)blanks, "");
			column += (unsigned int)blanks;
		}
		fwrite(line + at + blanks, 1, word, out);
		column += width_of(line + at + blanks, word);
		at += blanks + word;
	}
}

void console_fold(FILE *out, const struct console *console, const char *text, unsigned int hang)
{
	bool by_name = hang == CONSOLE_BY_NAME;

	if (!text) /* a stream that had no memory for what was written to it */
		text = "out of memory\n";
	while (*text) {
		size_t length = strcspn(text, "\n");

		if (by_name && (strncmp(text, "  ", 2) != 0 || has_command(text, length)))
			fwrite(text, 1, length, out);
		else
			console_fold_line(out, console, text, length,
					  by_name ? hang_of(console, text, length) : hang);
		text += length;
		if (*text == '\n') {
			putc('\n', out);
			text++;
		}
	}
}

void console_say(FILE *out, const struct console *console, const char *name, const char *text)
{
	char *line = NULL;
	size_t size;
	FILE *memory = open_memstream(&line, &size);

	if (memory) {
		show(memory, "%s: %s", name, text);
		if (fclose(memory)) {
			free(line);
			line = NULL;
		}
	}
	if (line)
		console_fold_line(out, console, line, size, HANG);
	else /* there is no memory, and in one piece it needs none */
		show(out, "%s: %s", name, text);
	putc('\n', out);
	free(line);
}
