/*
 * What a campaign has found already, so that its targets go on where they would report it again: a
 * file of signatures, a line each, that grows while they run.
 */
#ifndef WARPAGE_SEEN_H
#define WARPAGE_SEEN_H

#include <stdbool.h>

struct seen;

/* path: the file, which may come later. NULL without memory. */
struct seen *seen_new(const char *path);
void seen_free(struct seen *seen);

/* Is the signature in the file? It is read again if it was not there before. */
bool seen_has(struct seen *seen, const char *signature);

#endif
