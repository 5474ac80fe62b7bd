/* Which line of a form may come where. */
#include "text/form.h"

#include <string.h>

const char *form_name(struct parser *parser)
{
	const char *key = parser_line(parser);

	return key && !strcmp(key, "warpage") ? parser_word(parser) : NULL;
}

const struct form *form_begin(struct parser *parser, const struct form *form,
			      const struct form *other)
{
	const char *name = form_name(parser), *version;
	const struct form *found = NULL;
	char mark[64];

	if (name && !strcmp(name, form->name))
		found = form;
	else if (name && other && !strcmp(name, other->name))
		found = other;
	snprintf(mark, sizeof(mark), "warpage %s 1", form->name);
	if (!parser->line)
		parser_complain(parser, "the file is empty", NULL);
	else if (!found)
		parser_complain(parser, form->refusal, mark);
	version = found ? parser_word(parser) : NULL;
	if (!version || strcmp(version, "1"))
		parser_complain(parser, "this build reads version 1 only, not",
				version ? version : "");
	return parser->failed ? NULL : found;
}

/* Which line key may start here; NULL if none. */
static const struct line *find(struct parser *parser, const struct form *form, const char *key)
{
	for (unsigned int i = form->head; i < form->nlines; i++) {
		unsigned int stage = form->head + form->lines[i].stage;

		if (strcmp(key, form->lines[i].key) || stage < parser->stage)
			continue;
		parser->stage = stage;
		return &form->lines[i];
	}
	return NULL;
}

const struct line *form_next(struct parser *parser, const struct form *form)
{
	const char *key = parser_line(parser);
	const struct line *line = NULL;
	char what[80];

	if (key && !strcmp(key, "end") && parser->stage >= form->head) {
		key = parser_line(parser);
		if (key)
			parser_complain(parser, "there is something after the end", NULL);
		return NULL;
	}
	snprintf(what, sizeof(what), "the %s is cut short: the line 'end' is missing", form->name);
	if (!key) {
		parser_complain(parser, what, NULL);
	} else if (parser->stage < form->head) {
		line = &form->lines[parser->stage++];
		if (!strcmp(key, line->key) && parser_more(parser))
			return line;
		parser_complain(parser, "expected a line that starts with", line->key);
	} else {
		line = find(parser, form, key);
		if (!line)
			parser_complain(parser, "no statement may start here with", key);
	}
	return parser->failed ? NULL : line;
}

void line_put(FILE *out, const struct line *line, const void *record, const void *about)
{
	words_put(out, line->key, line->words, record, about);
}
