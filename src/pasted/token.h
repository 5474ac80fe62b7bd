/* The words and signs of C text. */
#ifndef WARPAGE_TOKEN_H
#define WARPAGE_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

enum token_kind {
	TOKEN_END,
	TOKEN_WORD,
	TOKEN_SIGN,	 /* one character, in *at */
	TOKEN_LITERAL,	 /* a number, a string, a character */
	TOKEN_DIRECTIVE, /* a line of the preprocessor, whole */
};

struct token {
	enum token_kind kind;
	const char *at;
	size_t length;
};

/* The next one from *text on, which moves behind it. Comments are passed over. */
struct token token_next(const char **text);

/* The next one of a directive, which ends where its line does. */
struct token token_within(const char **text, const char *end);

bool token_is(const struct token *token, const char *text);

#endif
