/*
 * A form of text as a table: its first line, which others it has, in which order, and of what words. What
 * reads the form and what writes it both go by the table.
 *
 *	warpage NAME 1
 *	KEY VALUE ... WORD=VALUE ...
 *	end
 */
#ifndef WARPAGE_FORM_H
#define WARPAGE_FORM_H

#include <stdio.h>

#include "text/parser.h"

/* Where a word is being read (parser) or written (out), and the record that it is of. */
struct spot {
	const struct word *word;
	void *record;
	const void *about; /* what words need to know besides the record */
	struct parser *parser;
	FILE *out;
};

struct word_type {
	void (*get)(const struct spot *spot, char *text);
	/* It starts with word_begin(), unless the word may be left out and is. */
	void (*put)(const struct spot *spot);
};

/* A number, decimal or in hexadecimal when written; of 8 bytes, with a sign; one of some names. */
extern const struct word_type word_number, word_hex, word_signed, word_name;

enum {
	WORD_LOOSE = 1, /* may be missing, and stand anywhere behind those that may not */
	WORD_TERSE = 2, /* is not written where it is plain */
};

/* A word: a member of the record, or some bits of one. */
struct word {
	const char *key; /* it is KEY=VALUE; NULL: a value alone */
	const struct word_type *type;
	u16 at;		/* byte of the record */
	u8 size;	/* bytes: 1, 2, 4 or 8 */
	u8 shift, bits; /* of those, which bits; bits 0: all */
	u8 how;		/* WORD_... */
	u64 max;	/* of a number; of a name, the last one's */
	u64 plain;
	const char *(*name)(
		unsigned int i); /* NULL for one that has none; a number is written then */
	const char *unknown;	 /* the complaint about a name that is none of them */
};

struct line {
	const char *key;
	const struct word *words; /* the last has no type */
	unsigned int stage;	  /* no line of a lower stage may follow */
};

struct form {
	const char *name;
	const char *refusal; /* of text that does not start as the form does */
	const struct line *lines;
	unsigned int nlines;
	unsigned int head; /* the first so many come first, each once, and say something */
};

/* For tables of them: LINE("tsc", 1, WORDS(WORD("step", word_number, access, step, 200), ...)). */
#define WORD_IN(of_record, member)                                                                 \
	.at = offsetof(struct of_record, member), .size = sizeof(((struct of_record *)0)->member)
#define WORD(word_key, word_type, of_record, member, most)                                         \
	{                                                                                          \
		.key = word_key, .type = &word_type, WORD_IN(of_record, member), .max = most       \
	}
#define WORD_NAME(of_record, member, names, last, complaint)                                       \
	{                                                                                          \
		.type = &word_name, WORD_IN(of_record, member), .name = names, .max = last,        \
		.unknown = complaint                                                               \
	}
#define WORDS(...) ((const struct word[]){__VA_ARGS__, {0}})
#define NO_WORDS ((const struct word[]){{0}})
#define LINE(line_key, line_stage, line_words)                                                     \
	{                                                                                          \
		.key = line_key, .words = line_words, .stage = line_stage                          \
	}
#define FORM_MARK(name) "warpage " name " 1\n" /* the first line */

/*
 * The NAME of the first line "warpage NAME NUMBER", whatever words of a mail come before it; if there is none, of
 * the first line that is neither empty nor a comment, if it starts "warpage NAME"; or NULL.
 */
const char *form_name(struct parser *parser);

/* Is the text of this form, or of the other (which may be NULL)? Which, or NULL after a complaint. */
const struct form *form_begin(struct parser *parser, const struct form *form,
			      const struct form *other);

/*
 * Go on to the next line and tell which it is; its words are to be taken. NULL after "end", whatever comes behind it
 * but the beginning of another text, or after a complaint.
 */
const struct line *form_next(struct parser *parser, const struct form *form);

/* The words of the line at hand into the record; parser->about is the spots'. */
void words_get(struct parser *parser, const struct word *words, void *record);

/* Write a line. */
void words_put(FILE *out, const char *key, const struct word *words, const void *record,
	       const void *about);
void line_put(FILE *out, const struct line *line, const void *record, const void *about);

/* For types of one's own: a blank and the word's key; its bits of the record; two digits for each byte. */
void word_begin(const struct spot *spot);
u64 word_load(const struct spot *spot);
void word_store(const struct spot *spot, u64 value);
void word_put_bytes(FILE *out, const u8 *data, size_t n);

#endif
