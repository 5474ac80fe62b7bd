/* Takes C text apart; see token.h. */
#include "pasted/token.h"

#include <ctype.h>
#include <string.h>

static const char *behind_comment(const char *at)
{
	const char *end;

	if (at[1] == '/')
		return at + strcspn(at, "\n");
	end = strstr(at + 2, "*/");
	return end ? end + 2 : at + strlen(at);
}

static bool is_comment(const char *at)
{
	return at[0] == '/' && (at[1] == '/' || at[1] == '*');
}

static const char *behind_blanks(const char *at)
{
	for (;;) {
		if (is_comment(at)) {
			at = behind_comment(at);
		} else if (isspace((unsigned char)*at) || (*at == '\\' && at[1] == '\n')) {
			at++;
		} else {
			return at;
		}
	}
}

/* Behind a directive's line, and those that a backslash or a comment adds to it. */
static const char *behind_directive(const char *at)
{
	while (*at && *at != '\n') {
		if (at[0] == '/' && at[1] == '*')
			at = behind_comment(at);
		else if (at[0] == '\\' && (at[1] == '\n' || (at[1] == '\r' && at[2] == '\n')))
			at += at[1] == '\n' ? 2 : 3;
		else
			at++;
	}
	return at;
}

static const char *behind_quoted(const char *at)
{
	char quote = *at++;

	while (*at && *at != quote && *at != '\n')
		at += at[0] == '\\' && at[1] ? 2 : 1;
	return *at == quote ? at + 1 : at;
}

static const char *behind_word(const char *at)
{
	while (isalnum((unsigned char)*at) || *at == '_' || *at == '$')
		at++;
	return at;
}

static struct token take(const char **text, const char *at)
{
	struct token token = {.kind = TOKEN_SIGN, .at = at};
	const char *end = at + 1;

	if (!*at) {
		token.kind = TOKEN_END;
		end = at;
	} else if (*at == '"' || *at == '\'') {
		token.kind = TOKEN_LITERAL;
		end = behind_quoted(at);
	} else if (isdigit((unsigned char)*at)) {
		token.kind = TOKEN_LITERAL;
		end = behind_word(at);
	} else if (isalpha((unsigned char)*at) || *at == '_') {
		token.kind = TOKEN_WORD;
		end = behind_word(at);
	}
	token.length = (size_t)(end - at);
	*text = end;
	return token;
}

struct token token_next(const char **text)
{
	const char *at;

	/* elsewhere than first in its line C has no such sign */
	at = behind_blanks(*text);
	if (*at == '#') {
		struct token token = {.kind = TOKEN_DIRECTIVE, .at = at};

		*text = behind_directive(at);
		token.length = (size_t)(*text - at);
		return token;
	}
	return take(text, at);
}

struct token token_within(const char **text, const char *end)
{
	const char *at = behind_blanks(*text);

	if (at < end)
		return take(text, at);
	*text = end;
	return (struct token){.kind = TOKEN_END, .at = end};
}

bool token_is(const struct token *token, const char *text)
{
	return token->length == strlen(text) && !memcmp(token->at, text, token->length);
}
