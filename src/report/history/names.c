/* Texts and keys in two tables. */
#include "report/history/names.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What table has of key, or else fresh. */
static u32 get(json_t **table, const char *key, u32 fresh)
{
	const json_t *known = json_object_get(*table, key);

	if (known)
		return (u32)json_integer_value(known);
	if (fresh == NAMES_NONE)
		return NAMES_NONE;
	if (!*table)
		*table = json_object();
	return json_object_set_new_nocheck(*table, key, json_integer(fresh)) ? NAMES_NONE : fresh;
}

u32 names_number(struct names *names, const char *text)
{
	size_t count = json_object_size(names->numbers);
	u32 number = get(&names->numbers, text, (u32)count);

	if (number != count || number == NAMES_NONE)
		return number;
	if (count == names->room) {
		size_t room = names->room ? 2 * names->room : 64;
		const char **texts = reallocarray(names->texts, room, sizeof(*texts));

		if (!texts)
			return NAMES_NONE;
		names->texts = texts;
		names->room = room;
	}
	names->texts[number] = json_object_iter_key(json_object_iter_at(names->numbers, text));
	return number;
}

const char *names_text(const struct names *names, u32 number)
{
	return names->texts[number];
}

u32 names_index(struct names *names, char table, const u32 key[4], u32 fresh)
{
	char text[48];

	snprintf(text, sizeof(text), "%c%" PRIx32 ".%" PRIx32 ".%" PRIx32 ".%" PRIx32, table,
		 key[0], key[1], key[2], key[3]);
	return get(&names->keys, text, fresh);
}

void names_free(struct names *names)
{
	json_decref(names->numbers);
	json_decref(names->keys);
	free(names->texts);
	memset(names, 0, sizeof(*names));
}
