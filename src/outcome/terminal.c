/* An outcome for people: what is wrong, what the verdict rests on, the parameters, the verdict last. */
#include "file/show.h"
#include "outcome/printer.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define HANG 11 /* columns before the rest of a subject that was too long */

void terminal_begin(FILE *out, const struct outcome *outcome, const struct console *console)
{
	char shown[4 * sizeof(outcome->subject)], line[sizeof(shown) + 32];

	snprintf(line, sizeof(line), "%-10s %s", outcome->command,
		 show_string(outcome->subject, shown, sizeof(shown)));
	console_fold_line(out, console, line, strlen(line), HANG);
	putc('\n', out);
	console_fold(out, console, said_text(&outcome->opening), CONSOLE_BY_NAME);
}

static void print_body(FILE *out, const struct outcome *outcome, const struct console *console)
{
	for (unsigned int i = 0; i < outcome->nviolations; i++)
		if (!outcome->violations[i]->brief)
			console_fold(out, console, said_text(&outcome->violations[i]->text),
				     CONSOLE_BY_NAME);
	console_fold(out, console, said_text(&outcome->text), CONSOLE_BY_NAME);
}

static bool paint_of(enum outcome_verdict verdict, enum console_paint *paint)
{
	*paint = PAINT_OPEN;
	if (outcome_verdict_status(verdict) == 1)
		*paint = PAINT_WRONG;
	else if (verdict == OUTCOME_CLEAN || verdict == OUTCOME_NOTHING_NEW)
		*paint = PAINT_RIGHT;
	return verdict != OUTCOME_DONE;
}

/* How long the verdict itself is in its line: as many words as its name has. */
static size_t length_of_verdict(enum outcome_verdict verdict, const char *line)
{
	const char *name = outcome_verdict_name(verdict);
	size_t length = strcspn(line, " ");

	for (const char *blank = name; (blank = strchr(blank, ' ')); blank++)
		length += line[length] ? 1 + strcspn(line + length + 1, " ") : 0;
	while (length && ispunct((unsigned char)line[length - 1]))
		length--;
	return length;
}

void terminal_verdict(FILE *out, enum outcome_verdict verdict, const char *words,
		      const struct console *console)
{
	enum console_paint paint;

	if (paint_of(verdict, &paint))
		console_put(out, console, paint, words, strlen(words));
	else
		fputs(words, out);
}

void terminal_words(FILE *out, enum outcome_verdict verdict, const char *words,
		    const struct console *console)
{
	enum console_paint paint;
	char shown[2048];
	size_t length = 0;

	show_string(words, shown, sizeof(shown));
	if (paint_of(verdict, &paint)) {
		length = length_of_verdict(verdict, shown);
		console_put(out, console, paint, shown, length);
	}
	fprintf(out, "%s\n", shown + length);
}

static void print_verdict(FILE *out, const struct outcome *outcome, const struct console *console)
{
	char line[1024], *text = NULL;
	size_t size;
	FILE *verdict = open_memstream(&text, &size);

	if (!verdict)
		return;
	fprintf(verdict, "  verdict    ");
	terminal_words(verdict, outcome->verdict, outcome_line(outcome, line, sizeof(line)),
		       console);
	if (!fclose(verdict))
		console_fold(out, console, text, CONSOLE_BY_NAME);
	free(text);
}

void terminal_part(FILE *out, const struct outcome *part, const struct console *console)
{
	if (part->verdict == OUTCOME_SKIPPED && !part->row)
		return; /* stderr has said why */
	if (!part->row) {
		putc('\n', out);
		show(out, "%s\n", part->subject);
	}
	print_body(out, part, console);
	if (!part->row)
		print_verdict(out, part, console);
}

void terminal_end(FILE *out, const struct outcome *outcome, const struct console *console)
{
	/* a run that did not even begin has nothing to say but why, and stderr has that */
	if (outcome->reason[0] && !json_object_size(outcome->counts) && !outcome->nparts)
		return;
	putc('\n', out);
	print_body(out, outcome, console);
	terminal_begin(out, outcome, console);
	print_verdict(out, outcome, console);
}
