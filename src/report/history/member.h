/*
 * Members of a line of a log, which anybody may have written: one that is missing or null is not
 * given; one of another type, or out of its range, makes the whole line wrong.
 */
#ifndef REPORT_MEMBER_H
#define REPORT_MEMBER_H

#include <jansson.h>
#include <stdbool.h>

#include "warpage/types.h"

#define MEMBER_NAME_MAX 255 /* bytes of a name: of a run, a machine, a host, ... */

/* The value itself: a whole number, 0 or more, as 3 or 3e4; 0 if it is not given. */
u64 member_count(const json_t *value, bool *wrong);

/* The same, a member of an object. */
u64 member_whole(const json_t *object, const char *name, bool *wrong);

/* Any integer; *given tells whether there is one. */
s64 member_integer(const json_t *object, const char *name, bool *given, bool *wrong);

/* A finite number from least to most, or 0; NAN if it is not given. */
double member_real(const json_t *object, const char *name, double least, double most, bool *wrong);

/* Text; NULL if it is not given. */
const char *member_text(const json_t *object, const char *name, bool *wrong);

/* Text of at most MEMBER_NAME_MAX bytes, "" if it is not given. */
const char *member_name(const json_t *object, const char *name, bool *wrong);

/* A value of that type; NULL if it is not given. */
json_t *member(const json_t *object, const char *name, json_type type, bool *wrong);

#endif
