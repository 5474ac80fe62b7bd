/* What `warpage list --findings` tells of the findings in a folder, as they are now: without replaying them. */
#ifndef WARPAGE_LISTED_FINDINGS_H
#define WARPAGE_LISTED_FINDINGS_H

#include <jansson.h>
#include <stdbool.h>

#include "outcome/console.h"

/*
 * Read all *.warp of the folder, those of a pair side by side, and print them for that console, or put each into array as an object (NULL: print).
 * false after a line on stderr for a folder that can't be read, for each file that is no finding, and for
 * findings of a format, host or guest that is not here, which are told as such.
 */
bool listed_findings(const char *folder, json_t *array, const struct console *console);

#endif
