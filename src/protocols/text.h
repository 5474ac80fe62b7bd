/* The source text of the formats, hosts and guests that are built in, and what its first comment says. */
#ifndef WARPAGE_PROTOCOL_TEXT_H
#define WARPAGE_PROTOCOL_TEXT_H

#include <stddef.h>

/* The text of a file of src/protocols, by the path in struct protocol_member; NULL if it is not built in. */
const char *protocol_text(const char *file);

/* The file of that name that lies beside it; NULL if there is none. */
const char *protocol_text_beside(const char *file, const char *name);

/*
 * What a member does: the first comment of its file, in one line, without the name that stands in front of it. Returns
 * out (size bytes), "" if there is no text.
 */
char *protocol_does(const char *file, char *out, size_t size);

#endif
