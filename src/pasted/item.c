/*
 * Finds the items of a file and the names that each defines. Not a parser: a declaration ends with its
 * semicolon, a function with its body, and which of the words in it is the name is a matter of what stands
 * behind it. A name too many does no harm.
 */
#define _GNU_SOURCE
#include "pasted/item.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* One item on its way. */
struct scan {
	struct pasted *pasted;
	struct token word, before; /* the last two words outside of brackets */
	struct token name;	   /* ... the last that can't be an attribute behind a name */
	const char *tag; /* "struct", "union" or "enum" that stands just before, or NULL */
	int parens, braces;
	bool typedefs, externs, bytes, assigned, called, enumerates, body, data, failed;
	struct token callee;   /* the word in front of the last round bracket */
	struct token argument; /* the last word in it */
};

static bool grow(void **array, unsigned int n, unsigned int *room, size_t size)
{
	void *more;

	if (n < *room)
		return true;
	more = realloc(*array, (*room ? *room * 2ul : 64ul) * size);
	if (!more)
		return false;
	*room = *room ? *room * 2 : 64;
	*array = more;
	return true;
}

static bool is_keyword(const struct token *word)
{
	static const char *const words[] = {
		"auto",		"bool",	      "break",	  "case",     "char",
		"const",	"continue",   "default",  "do",	      "double",
		"else",		"enum",	      "extern",	  "float",    "for",
		"goto",		"if",	      "inline",	  "int",      "long",
		"register",	"restrict",   "return",	  "short",    "signed",
		"sizeof",	"static",     "struct",	  "switch",   "typedef",
		"union",	"void",	      "volatile", "while",    "unsigned",
		"asm",		"typeof",     "__asm__",  "__asm",    "__inline",
		"__const",	"__inline__", "_Bool",	  "__signed", "__extension__",
		"__volatile__", "__typeof__"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (token_is(word, words[i]))
			return true;
	return false;
}

/* Attributes by their custom: __read_mostly, __aligned(8); but not __pvclock_read_cycles(page) {. */
static bool is_attribute(const struct token *word)
{
	static const char *const known[] = {"__attribute__", "__attribute", "__aligned", "__packed",
					    "__section",     "__used",	    "__unused",	 "noinline",
					    "notrace",	     "noinstr",	    "cf_check",	 "asm",
					    "__asm__",	     "__asm",	    "__cf_check"};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (token_is(word, known[i]))
			return true;
	return false;
}

static void add_name(struct scan *scan, const struct token *word, bool function, bool typed)
{
	struct pasted *pasted = scan->pasted;

	if (word->kind != TOKEN_WORD || is_keyword(word))
		return;
	if (!grow((void **)&pasted->names, pasted->nnames, &pasted->names_room,
		  sizeof(*pasted->names))) {
		scan->failed = true;
		return;
	}
	pasted->names[pasted->nnames++] = (struct name){.at = word->at,
							.length = word->length,
							.item = pasted->nitems,
							.function = function,
							.typed = typed};
}

/* DEFINE_PER_CPU(type, name), DEFINE_SPINLOCK(name): the last word in its brackets is the name. */
static bool defines_by_macro(const struct scan *scan)
{
	const struct token *word = &scan->callee;

	for (size_t i = 0; i < word->length; i++)
		if (islower((unsigned char)word->at[i]))
			return false;
	return scan->called && !scan->assigned;
}

static bool is_underscored(const struct token *word)
{
	return word->length > 2 && !memcmp(word->at, "__", 2);
}

/* A comma, an equals sign, a bracket or the end: the word before it is what is declared. */
static void end_declarator(struct scan *scan)
{
	if (scan->assigned)
		return;
	if (scan->called && !is_attribute(&scan->callee)) {
		if (defines_by_macro(scan)) {
			add_name(scan, &scan->argument, false, false);
			if (scan->pasted->nnames)
				scan->pasted->names[scan->pasted->nnames - 1].guess =
					!memmem(scan->callee.at, scan->callee.length, "DEFINE", 6);
		} else
			add_name(scan, &scan->callee, true, scan->typedefs);
		return;
	}
	add_name(scan, &scan->name, false, scan->typedefs);
}

static void take_word(struct scan *scan, const struct token *token)
{
	if (scan->braces == 1 && !scan->parens && scan->enumerates)
		add_name(scan, token, false, true);
	if (scan->parens == 1 && !scan->braces && defines_by_macro(scan))
		scan->argument = *token;
	if (scan->parens && !scan->braces && scan->word.kind == TOKEN_END)
		scan->callee = *token; /* (*name)(...) */
	if (scan->parens || scan->braces)
		return;
	scan->typedefs |= token_is(token, "typedef");
	scan->externs |= token_is(token, "extern");
	scan->bytes |=
		token_is(token, "u8") || token_is(token, "uint8_t") || token_is(token, "char");
	if (scan->name.kind != TOKEN_WORD || is_keyword(&scan->name) ||
	    !(is_attribute(token) || is_underscored(token)))
		scan->name = *token;
	scan->before = scan->word;
	scan->word = *token;
	scan->data = false;
}

static bool is_tag(const struct token *word)
{
	return token_is(word, "struct") || token_is(word, "union") || token_is(word, "enum");
}

static void open_brace(struct scan *scan)
{
	if (scan->braces++)
		return;
	if (is_tag(&scan->before) || is_tag(&scan->word)) {
		scan->data = true;
		scan->enumerates = token_is(&scan->before, "enum") || token_is(&scan->word, "enum");
		if (!is_tag(&scan->word))
			add_name(scan, &scan->word, false, true);
		scan->word = scan->before = scan->name = (struct token){.kind = TOKEN_END};
	} else if (!scan->assigned && scan->called) {
		scan->body = true;
	}
}

/* true: the item ends with this sign. */
static bool take_sign(struct scan *scan, char sign)
{
	bool top = !scan->parens && !scan->braces;

	if (sign == '(') {
		if (top && !scan->assigned && !is_attribute(&scan->word)) {
			if (!scan->called || scan->word.kind == TOKEN_WORD)
				scan->callee = scan->word;
			scan->called = true;
		}
		scan->parens++;
	} else if (sign == ')') {
		scan->parens -= scan->parens > 0;
	} else if (sign == '{') {
		open_brace(scan);
	} else if (sign == '}') {
		scan->braces -= scan->braces > 0;
		if (!scan->braces && scan->body)
			return true;
	} else if (top && sign == ';') {
		return true;
	} else if (top && (sign == '=' || sign == ',' || sign == '[')) {
		end_declarator(scan);
		scan->assigned = sign != ',';
	}
	return false;
}

static bool end_item(struct scan *scan, const char *start, const char *end)
{
	struct pasted *pasted = scan->pasted;
	unsigned int first = pasted->nnames;

	if (scan->body)
		add_name(scan, &scan->callee, true, false);
	else if (scan->word.kind == TOKEN_WORD || scan->called)
		end_declarator(scan);
	/* bytes that are somewhere else are no object of a header's, whatever its name */
	for (unsigned int i = first; i < pasted->nnames; i++)
		pasted->names[i].declared_only =
			!scan->body && !pasted->names[i].typed &&
			(pasted->names[i].function || (scan->externs && !scan->bytes));
	if (scan->failed || !grow((void **)&pasted->items, pasted->nitems, &pasted->items_room,
				  sizeof(*pasted->items)))
		return false;
	pasted->items[pasted->nitems++] = (struct item){.start = start, .end = end};
	return true;
}

static bool add_directive(struct scan *scan, const struct token *token)
{
	struct pasted *pasted = scan->pasted;
	const char *at = token->at + 1, *end = token->at + token->length;
	struct token what = token_within(&at, end), name = token_within(&at, end);
	struct item item = {.start = token->at, .end = end, .directive = true};

	item.include = token_is(&what, "include");
	item.define = token_is(&what, "define");
	if (item.define)
		add_name(scan, &name, false, false);
	if (scan->failed || !grow((void **)&pasted->items, pasted->nitems, &pasted->items_room,
				  sizeof(*pasted->items)))
		return false;
	pasted->items[pasted->nitems++] = item;
	return true;
}

/* Takes one item from *text on. false at the end of the text, or without memory. */
static bool next_item(struct pasted *pasted, const char **text, bool *good)
{
	struct scan scan = {.pasted = pasted};
	const char *start = NULL;
	struct token token;

	for (;;) {
		bool ends = false;

		token = token_next(text);
		if (token.kind == TOKEN_END)
			break;
		if (token.kind == TOKEN_DIRECTIVE) {
			if (start)
				continue; /* inside of an item */
			*good = add_directive(&scan, &token);
			return *good;
		}
		if (!start)
			start = token.at;
		if (token.kind == TOKEN_WORD)
			take_word(&scan, &token);
		else if (token.kind == TOKEN_SIGN)
			ends = take_sign(&scan, *token.at);
		if (ends) {
			*good = end_item(&scan, start, *text);
			return *good;
		}
	}
	pasted->whole = !start;
	*good = !start || end_item(&scan, start, *text);
	return false;
}

bool items_find(struct pasted *pasted)
{
	const char *text = pasted->text;
	bool good = true;

	while (next_item(pasted, &text, &good))
		;
	return good;
}
