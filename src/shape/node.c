/*
 * Members of the nodes of clang's syntax tree. Where a file or a line is the same as that of the place before,
 * clang leaves it out, so each place is asked for once, in the order of the text.
 */
#include "shape/node.h"

#include <string.h>

const char *node_string(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

bool node_is(const json_t *node, const char *kind)
{
	return !strcmp(node_string(node, "kind"), kind);
}

bool node_flag(const json_t *node, const char *key)
{
	return json_is_true(json_object_get(node, key));
}

const char *node_type(const json_t *node)
{
	const json_t *type = json_object_get(node, "type");
	const char *spelled = node_string(type, "qualType"),
		   *plain = node_string(type, "desugaredQualType");

	return *plain && strstr(spelled, "typeof") ? plain : spelled;
}

const json_t *node_inner(const json_t *node)
{
	return json_array_get(json_object_get(node, "inner"), 0);
}

static void bare_place(struct reader *reader, const json_t *loc, struct c_place *place)
{
	const json_t *value;

	if (!json_object_get(loc, "offset"))
		return;
	if (*node_string(loc, "file"))
		reader->last.file = node_string(loc, "file");
	value = json_object_get(loc, "line");
	if (value)
		reader->last.line = (unsigned int)json_integer_value(value);
	reader->last.column = (unsigned int)json_integer_value(json_object_get(loc, "col"));
	reader->last.offset = (size_t)json_integer_value(json_object_get(loc, "offset"));
	*place = reader->last;
}

struct c_place node_place(struct reader *reader, const json_t *loc)
{
	struct c_place place = {.file = ""};
	const json_t *spelling = json_object_get(loc, "spellingLoc");

	bare_place(reader, spelling ? spelling : loc, &place);
	if (spelling) {
		bare_place(reader, json_object_get(loc, "expansionLoc"), &place);
		place.macro = true;
	}
	return place;
}

bool node_is_ours(const struct reader *reader, const struct c_place *place)
{
	return !strcmp(place->file, reader->tree->source);
}
