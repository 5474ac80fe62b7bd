/* Copies. */
#include "report/history/quote.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/html/html.h"

#define BYTES 4 /* of a character, at most */

char *quote_text(const char *text)
{
	/* one more than is shown, so that the page can tell that there is more */
	return text ? strndup(text, BYTES * (HTML_TEXT_MAX + 1)) : NULL;
}

static void print_value(FILE *out, const json_t *value)
{
	char *text;

	if (json_is_string(value)) {
		fputs(json_string_value(value), out);
		return;
	}
	text = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
	fputs(text ? text : "", out);
	free(text);
}

char *quote_members(json_t *object)
{
	char *text = NULL, *copy;
	const char *name;
	size_t size = 0;
	json_t *value;
	FILE *out;

	if (!object)
		return NULL;
	out = open_memstream(&text, &size);
	if (!out)
		return NULL;
	json_object_foreach(object, name, value)
	{
		fprintf(out, "%s%s\u00a0", ftell(out) ? ", " : "", name);
		print_value(out, value);
		if (ftell(out) > BYTES * HTML_LONG_MAX)
			break;
	}
	fclose(out);
	copy = text ? strndup(text, BYTES * (HTML_LONG_MAX + 1)) : NULL;
	free(text);
	return copy;
}
