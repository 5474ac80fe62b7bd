/* What the page quotes of a log, copied and no longer than the page has room for. */
#ifndef REPORT_QUOTE_H
#define REPORT_QUOTE_H

#include <jansson.h>

/* A copy, or of a long text the beginning; NULL of NULL, and without memory. The caller frees it. */
char *quote_text(const char *text);

/* "name value, name value" of all members of an object, or of many the first; NULL of NULL. */
char *quote_members(json_t *object);

#endif
