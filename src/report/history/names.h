/*
 * Names and what is known by them. To find one takes no longer however many there are, and whoever
 * chose them: the tables are those of the JSON library, whose hash has a secret.
 */
#ifndef REPORT_NAMES_H
#define REPORT_NAMES_H

#include <jansson.h>

#include "warpage/types.h"

#define NAMES_NONE UINT32_MAX

struct names {
	json_t *numbers; /* of texts */
	const char **texts;
	size_t room;
	json_t *keys;
};

/* The number of a text, which is a new one for a new text; NAMES_NONE without memory. */
u32 names_number(struct names *names, const char *text);

/* The text of a number; it lives as long as the names. */
const char *names_text(const struct names *names, u32 number);

/*
 * What is kept under a key of four numbers, in the table of that letter. If nothing is, fresh is
 * kept and returned; NAMES_NONE as fresh keeps nothing. NAMES_NONE without memory as well.
 */
u32 names_index(struct names *names, char table, const u32 key[4], u32 fresh);

void names_free(struct names *names);

#endif
