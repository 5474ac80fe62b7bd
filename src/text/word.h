/*
 * The words of a line, as a table: each is a member of a record, or some bits of one, and is read into
 * and written from it by the same description.
 */
#ifndef WARPAGE_WORD_H
#define WARPAGE_WORD_H

#include <stdio.h>

#include "text/parser.h"

struct word;

struct word_type {
	void (*get)(struct parser *parser, const struct word *word, const char *text, void *record);
	/* It starts with word_begin(), unless the word may be left out and is. about: as the parser has it. */
	void (*put)(FILE *out, const struct word *word, const void *record, const void *about);
};

/* A number, decimal or in hexadecimal when written; of 8 bytes, with a sign; one of some names. */
extern const struct word_type word_number, word_hex, word_signed, word_name;

enum {
	WORD_LOOSE = 1, /* may be missing, and stand anywhere behind those that may not */
	WORD_TERSE = 2, /* is not written where it is plain */
};

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

#define WORD_IN(record, member)                                                                    \
	.at = offsetof(struct record, member), .size = sizeof(((struct record *)0)->member)
#define WORD(word_key, word_type, record, member, most)                                            \
	{                                                                                          \
		.key = word_key, .type = &word_type, WORD_IN(record, member), .max = most          \
	}
#define WORD_NAME(record, member, names, last, complaint)                                          \
	{                                                                                          \
		.type = &word_name, WORD_IN(record, member), .name = names, .max = last,           \
		.unknown = complaint                                                               \
	}

/* The words of the line at hand into the record; the last of words has no type. */
void words_get(struct parser *parser, const struct word *words, void *record);

/* The line KEY and its words. about: what words need to know besides the record. */
void words_put(FILE *out, const char *key, const struct word *words, const void *record,
	       const void *about);

/* A blank and the word's key, for types of one's own. */
void word_begin(FILE *out, const struct word *word);

/* The bits of the record that the word is. */
u64 word_load(const struct word *word, const void *record);
void word_store(const struct word *word, void *record, u64 value);

/* Two hexadecimal digits for each byte. */
void word_put_bytes(FILE *out, const u8 *data, size_t n);

#endif
