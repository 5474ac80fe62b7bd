/*
 * A form of text: its first line, which other lines it has, in which order, and of what words. One table
 * says so to what reads the form and to what writes it.
 *
 *	warpage NAME 1
 *	KEY WORD ...
 *	end
 */
#ifndef WARPAGE_FORM_H
#define WARPAGE_FORM_H

#include "text/word.h"

/* What the first line of a form is. */
#define FORM_MARK(name) "warpage " name " 1\n"

struct line {
	const char *key;
	const struct word *words;
	unsigned int stage; /* no line of a lower stage may follow */
};

/* For tables of lines: LINE("tsc", 1, WORDS(WORD(...), WORD(...))). */
#define LINE(line_key, line_stage, line_words)                                                     \
	{                                                                                          \
		.key = line_key, .words = line_words, .stage = line_stage                          \
	}
#define WORDS(...) ((const struct word[]){__VA_ARGS__, {0}})
#define NO_WORDS ((const struct word[]){{0}})

struct form {
	const char *name;
	const char *refusal; /* of text that does not start as the form does */
	const struct line *lines;
	unsigned int nlines;
	unsigned int head; /* the first so many come first, each once, and say something */
};

/* The NAME of the first line that is neither empty nor a comment, if it starts "warpage NAME"; or NULL. */
const char *form_name(struct parser *parser);

/* Is the text of this form, or of the other (which may be NULL)? Which, or NULL after a complaint. */
const struct form *form_begin(struct parser *parser, const struct form *form,
			      const struct form *other);

/*
 * Go on to the next line and tell which it is; its words are to be taken. NULL after "end", with nothing
 * behind it, or after a complaint.
 */
const struct line *form_next(struct parser *parser, const struct form *form);

/* Write such a line. */
void line_put(FILE *out, const struct line *line, const void *record, const void *about);

#endif
