/*
 * Looks through a file of C, as far as it takes to know which names it defines: what stands at its outermost
 * level before a brace.
 */
#include "build/front.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define WORD 80

bool front_wanted(const char *text)
{
	return !strstr(text, "DEFINE_HOST(") && !strstr(text, "DEFINE_GUEST(") &&
	       !strstr(text, "<warpage/") && !strstr(text, "\"format.h\"");
}

static const char *header(const char *text)
{
	static const char *const signs[][2] = {
		{"<xen/", "xen"},
		{"<sys/", "bsd"},
		{"<machine/", "bsd"},
		{"<dev/", "bsd"},
		{"<x86/", "bsd"},
		{"<osv/", "bsd"},
		{"HV_REFERENCE_TSC_PAGE", "xen"},
	};

	for (unsigned int i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (strstr(text, signs[i][0]) && !strstr(text, "<linux/"))
			return signs[i][1];
	return "linux";
}

/* Behind a comment, a string or a line of the preprocessor that begins at text; text itself if none does. */
static const char *behind(const char *text, bool line_begins)
{
	const char *end;

	if (text[0] == '/' && text[1] == '*') {
		end = strstr(text + 2, "*/");
		return end ? end + 2 : text + strlen(text);
	}
	if (text[0] == '/' && text[1] == '/')
		return text + strcspn(text, "\n");
	if (text[0] == '#' && line_begins) {
		while (*text && *text != '\n')
			text += text[0] == '\\' && text[1] ? 2 : 1;
		return text;
	}
	if (text[0] != '"' && text[0] != '\'')
		return text;
	for (end = text + 1; *end && *end != *text && *end != '\n'; end++)
		end += end[0] == '\\' && end[1];
	return *end ? end + 1 : end;
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* What was met of the declaration at hand, at the outermost level. */
struct met {
	char word[WORD], before[WORD]; /* the last two words */
	char called[WORD];	       /* the word before the last parentheses that are closed */
	int parentheses, braces;
	bool tagged; /* it is a type that ends in its name: typedef struct { ... } NAME; */
};

static void meet_word(struct met *met, const char *word, size_t length)
{
	if (met->parentheses || met->braces)
		return;
	memcpy(met->before, met->word, sizeof(met->word));
	snprintf(met->word, sizeof(met->word), "%.*s", (int)length, word);
}

/* May stand before a function's name or behind its parentheses, with parentheses of its own. */
static bool is_attribute(const char *word)
{
	static const char *const all[] = {"__attribute__", "__attribute", "__aligned",
					  "__section",	   "__printf",	  "__acquires",
					  "__releases",	   "__must_hold", "__alloc_size",
					  "__target",	   "__alignas",	  "_Alignas"};

	for (unsigned int i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (!strcmp(word, all[i]))
			return true;
	return false;
}

static void meet(struct met *met, char c, FILE *own, FILE *undefined)
{
	if (c == '(' && !met->braces) {
		if (!met->parentheses++ && met->word[0] && !is_attribute(met->word))
			snprintf(met->called, sizeof(met->called), "%s", met->word);
	} else if (c == ')' && !met->braces) {
		met->parentheses--;
	} else if (c == '{' && !met->parentheses && !met->braces++) {
		bool type = !strcmp(met->before, "struct") || !strcmp(met->before, "union");

		if (type)
			fprintf(own, "#define WARPAGE_OWN_%s 1\n", met->word);
		else if (met->called[0])
			fprintf(undefined, "#undef %s\n", met->called);
		met->tagged = type || !strcmp(met->word, "struct") || !strcmp(met->word, "union");
		met->word[0] = '\0';
		met->called[0] = '\0';
	} else if (c == '{' && !met->parentheses) {
		met->braces++;
	} else if (c == '}' && met->braces) {
		met->braces--;
		met->word[0] = '\0';
	} else if (c == ';' && !met->braces && !met->parentheses) {
		if (met->tagged && met->word[0])
			fprintf(own, "#define WARPAGE_OWN_%s 1\n", met->word);
		memset(met, 0, sizeof(*met));
	}
}

/* Which types and functions it defines, in the one list and the other. */
static void look_through(const char *text, FILE *own, FILE *undefined)
{
	struct met met = {.parentheses = 0};
	bool line_begins = true;

	while (*text) {
		const char *next = behind(text, line_begins);
		size_t word = 0;

		if (next != text) {
			text = next;
			continue;
		}
		while (is_word(text[word]))
			word++;
		if (word)
			meet_word(&met, text, word);
		else
			meet(&met, *text, own, undefined);
		line_begins = *text == '\n' || (line_begins && isspace((unsigned char)*text));
		text += word ? word : 1;
	}
}

void front_write(FILE *out, const char *text)
{
	char *names = NULL;
	size_t size = 0;
	FILE *undefined = open_memstream(&names, &size);

	if (!undefined)
		return;
	look_through(text, out, undefined);
	fclose(undefined);
	fprintf(out, "#include <warpage/%s.h>\n%s", header(text), names);
	free(names);
}
