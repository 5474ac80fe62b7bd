/* What writers of files share: the file beside, and the look at what stands there. */
#pragma once

#include "file/folder.h"

/* A new file of a name that nobody has, which is put into temporary (64 bytes); -1 and errno. */
int beside_create(int folder, char *temporary);

/* A file as an input; never a link, never a pipe that waits. -1 and errno. */
int beside_open(int folder, const char *name);

/* Is it a file of these bytes and no others, whose owner is trusted? */
bool beside_holds(int folder, const char *name, const void *data, size_t length);
