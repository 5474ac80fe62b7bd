/* What `warpage list` tells of a host or a guest besides its origin: in which models it is right with which others. */
#ifndef WARPAGE_LISTED_H
#define WARPAGE_LISTED_H

#include <jansson.h>

#include "outcome/console.h"
#include "protocols/registry.h"

#define LISTED_DOES 1024 /* bytes of what a member does */

/* On stdout, for that console: a name, and blanks up to so many columns. */
void listed_name(const struct console *console, const char *name, int width);

/* On stdout: origin, what it does, and what it is right with, in lines. */
void listed_print(const struct protocol_member *member, enum member_kind kind,
		  const struct console *console);

/* The same as members of an object. */
void listed_put(json_t *object, const struct protocol_member *member, enum member_kind kind);

/* Text as lines, each with so many blanks before it. */
void listed_wrap(const char *text, int indent);

#endif
