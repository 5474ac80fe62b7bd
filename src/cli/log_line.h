/* What the lines of every log have in common; docs/stress.md describes them. */
#ifndef WARPAGE_LOG_LINE_H
#define WARPAGE_LOG_LINE_H

#include <jansson.h>

/* A new line with the members event, time, unix and run. */
json_t *live_log_line(const char *event, const char *run);

/* The member machine of a start line. */
json_t *live_log_machine(void);

#endif
