/* Types as clang spells them: "const struct page *", "volatile u64", "u8[4096]". */
#include "shape/tree.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALIASES 16 /* of aliases, at most */

struct spelled {
	const struct tree *tree;
	const char *text;
	unsigned int depth; /* of aliases */
	unsigned int unsigned_words, longs, shorts, chars, ints, words;
	struct c_type type;
};

static void spelled_parse(struct spelled *s);

static bool starts(struct spelled *s, const char *word)
{
	size_t length = strlen(word);

	if (strncmp(s->text, word, length) || isalnum((unsigned char)s->text[length]) ||
	    s->text[length] == '_')
		return false;
	s->text += length;
	return true;
}

/* Behind the parentheses that begin at text. */
static const char *behind(const char *text)
{
	int depth = 0;

	do
		depth += (*text == '(') - (*text == ')');
	while (*text++ && depth);
	return text;
}

/* "(unnamed struct at FILE:LINE:COLUMN)" */
static const struct c_record *unnamed(struct spelled *s)
{
	char place[PATH_MAX + 32];
	const char *end = behind(s->text) - 1;
	const struct c_record *record;
	size_t length;

	for (unsigned int i = 0; i < s->tree->nrecords; i++) {
		record = &s->tree->records[i];
		snprintf(place, sizeof(place), " at %s:%u:%u", record->place.file,
			 record->place.line, record->place.column);
		length = strlen(place);
		if (record->whole && (size_t)(end - s->text) > length &&
		    !strncmp(end - length, place, length)) {
			s->text = end + 1;
			return record;
		}
	}
	s->text = end + 1;
	return NULL;
}

static void spelled_record(struct spelled *s)
{
	const struct c_record *record;
	size_t length;

	s->type.base = C_RECORD;
	while (*s->text == ' ')
		s->text++;
	/* one that is declared within another may be spelled so: struct OUTER::NAME */
	while (s->text[strcspn(s->text, " :*[(")] == ':')
		s->text += strcspn(s->text, ":") + 2;
	if (*s->text == '(') {
		s->type.record = unnamed(s);
		return;
	}
	for (length = 0; isalnum((unsigned char)s->text[length]) || s->text[length] == '_';)
		length++;
	for (unsigned int i = 0; i < s->tree->nrecords; i++) {
		record = &s->tree->records[i];
		if ((!strncmp(record->name, s->text, length) && !record->name[length]) ||
		    (!*record->name && !strncmp(record->alias, s->text, length) &&
		     !record->alias[length])) {
			s->type.record = record;
			if (record->whole)
				break;
		}
	}
	s->text += length;
}

/* What another spelling stands for. */
static void spelled_other(struct spelled *s, const char *text)
{
	struct spelled other = {.tree = s->tree, .text = text, .depth = s->depth + 1};

	if (other.depth > ALIASES)
		return;
	spelled_parse(&other);
	other.type.is_const |= s->type.is_const;
	s->type = other.type;
	s->words++;
}

static void spelled_alias(struct spelled *s)
{
	const struct tree *tree = s->tree;
	size_t length = 0;
	const char *name = s->text;

	while (isalnum((unsigned char)name[length]) || name[length] == '_')
		length++;
	s->text += length ? length : 1;
	for (unsigned int i = tree->naliases; length && i-- > 0;) {
		const struct c_alias *alias = &tree->aliases[i];

		if (strncmp(alias->name, name, length) || alias->name[length])
			continue;
		if (!*alias->record) {
			spelled_other(s, alias->type);
			return;
		}
		for (unsigned int r = 0; r < tree->nrecords; r++)
			if (!strcmp(tree->records[r].id, alias->record))
				s->type.record = &tree->records[r];
		s->type.base = C_RECORD;
		s->words++;
		return;
	}
	s->words += length > 0;
}

static void spelled_typeof(struct spelled *s)
{
	const char *end = behind(s->text);
	char *inner = strndup(s->text + 1, (size_t)(end - s->text) - 2);

	if (inner)
		spelled_other(s, inner);
	free(inner);
	s->text = end;
}

static bool spelled_word(struct spelled *s)
{
	if (starts(s, "const")) {
		s->type.is_const |= !s->type.pointers;
		return true;
	}
	if (starts(s, "volatile") || starts(s, "restrict") || starts(s, "__restrict"))
		return true;
	if (starts(s, "__attribute__")) {
		s->text = behind(s->text);
		return true;
	}
	if (starts(s, "typeof") || starts(s, "__typeof__") || starts(s, "_Atomic")) {
		if (*s->text == '(')
			spelled_typeof(s);
		return true;
	}
	if (starts(s, "struct") || starts(s, "union")) {
		spelled_record(s);
		s->words++;
		return true;
	}
	if (starts(s, "enum")) {
		while (*s->text == ' ')
			s->text++;
		s->text = *s->text == '(' ? behind(s->text) : s->text + strcspn(s->text, " *[");
		s->ints++;
		return true;
	}
	return false;
}

static bool spelled_number(struct spelled *s)
{
	static const struct {
		const char *word;
		size_t counter;
	} words[] = {
		{"unsigned", offsetof(struct spelled, unsigned_words)},
		{"signed", offsetof(struct spelled, ints)},
		{"int", offsetof(struct spelled, ints)},
		{"long", offsetof(struct spelled, longs)},
		{"short", offsetof(struct spelled, shorts)},
		{"char", offsetof(struct spelled, chars)},
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (!starts(s, words[i].word))
			continue;
		++*(unsigned int *)((char *)s + words[i].counter);
		return true;
	}
	if (starts(s, "__int128")) {
		s->longs += 3;
		return true;
	}
	return false;
}

static void spelled_parse(struct spelled *s)
{
	while (*s->text && s->text[0] != ')') {
		if (*s->text == ' ') {
			s->text++;
		} else if (*s->text == '*') {
			s->type.pointers++;
			s->text++;
		} else if (*s->text == '[') {
			s->type.length = (unsigned int)strtoul(s->text + 1, NULL, 10);
			s->text += strcspn(s->text, "]");
			s->text += *s->text == ']';
		} else if (*s->text == '(') { /* of a function, or a pointer to an array */
			s->type = (struct c_type){.base = C_OTHER};
			return;
		} else if (starts(s, "void")) {
			s->type.base = C_VOID;
		} else if (starts(s, "_Bool") || starts(s, "bool")) {
			s->type.base = C_BOOL;
		} else if (!spelled_word(s) && !spelled_number(s)) {
			spelled_alias(s);
		}
	}
	if (!s->words && s->type.base == C_OTHER &&
	    (s->unsigned_words || s->ints || s->longs || s->shorts || s->chars)) {
		s->type.base = C_INTEGER;
		s->type.bits = s->chars	       ? 8
			       : s->shorts     ? 16
			       : s->longs >= 3 ? 128
			       : s->longs      ? 64
					       : 32;
		s->type.is_signed = !s->unsigned_words;
	}
}

struct c_type tree_type(const struct tree *tree, const char *spelled)
{
	struct spelled s = {.tree = tree, .text = spelled};

	spelled_parse(&s);
	return s.type;
}
