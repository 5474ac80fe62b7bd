/*
 * The lines, words and numbers of text that people mail and edit. It may come from anywhere: what is
 * wrong with it is told in one line that names the file and the line at fault. What mails do to a line, to
 * quote it ("> ") or to end it with CR LF or blanks, is undone.
 */
#ifndef WARPAGE_PARSER_H
#define WARPAGE_PARSER_H

#include <stdbool.h>
#include <stddef.h>

#include <warpage/types.h>

#define PARSER_LINE_MAX 8192 /* bytes of a line, its end included */
#define PARSER_TEXT_MAX (1 << 20)

struct parser {
	const char *name;	/* of the file */
	const char *text, *end; /* what is left of it */
	unsigned int line;	/* number of the line at hand, from 1; 0 before the first */
	char *why;
	size_t size;
	bool failed;
	bool foreign;	   /* characters that are not ASCII may stand in it */
	const void *about; /* what words need to know besides the record that they are of */
	char *words;	   /* rest of the line at hand */
	char copy[PARSER_LINE_MAX];
	unsigned int stage; /* of a form (form.h): how far it has come */
};

/* Start on text; name is for messages, which go to why (size bytes). */
void parser_begin(struct parser *parser, const char *name, const char *text, size_t length,
		  char *why, size_t size);

/*
 * Go on to the next line that is neither empty nor a comment and return its first word; NULL at the
 * end or after a complaint. What the line before still holds is complained about.
 */
const char *parser_line(struct parser *parser);

/* Go on to the next line that is wanted, and back to where it was if there is none. */
bool parser_seek(struct parser *parser, bool (*wanted)(const char *line, size_t length));

/* "NAME:LINE: what 'word'" into why, if it is the first complaint; word may be NULL. */
void parser_complain(struct parser *parser, const char *what, const char *word);

/* The next word of the line, or NULL. */
char *parser_word(struct parser *parser);

/* Is anything left of the line? */
bool parser_more(struct parser *parser);

/* What is left of the line, without the blanks before it, which is then done with. */
char *parser_rest(struct parser *parser);

/* text as a whole number, decimal or 0x...; 0 after a complaint. */
u64 parser_unsigned(struct parser *parser, const char *text, u64 max);
s64 parser_signed(struct parser *parser, const char *text, s64 max_magnitude);

/* What follows "key=" in the next word, "" after a complaint; key NULL: the word itself, or "". */
char *parser_value(struct parser *parser, const char *key);

/* Bytes of two hexadecimal digits each, at most so many; returns how many, and text is moved on. */
size_t parser_bytes(const char **text, u8 *data, size_t most);

/*
 * Read the file at path, of at most PARSER_TEXT_MAX bytes. The caller frees what it returns; NULL
 * after one line in why, which says that it is larger than any what. How a mail has carried it is undone (mail.h).
 */
char *parser_read_file(const char *path, const char *what, size_t *length, char *why, size_t size);

#endif
