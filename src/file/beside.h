/* What writers of files share: the file beside, and the look at what stands there. */
#pragma once

#include <signal.h>

#include "file/folder.h"

/* A new file of a name that nobody has, which is put into temporary (64 bytes); -1 and errno. */
int beside_create(int folder, char *temporary);

/*
 * Between these two no signal ends the program, so that it does not leave a temporary file behind. What a
 * command handles of them it learns at the end.
 */
void beside_hold(sigset_t *before);
void beside_release(const sigset_t *before);

/* A file as an input; never a link, never a pipe that waits. -1 and errno. */
int beside_open(int folder, const char *name);

/*
 * Is it a file of these bytes and no others, whose owner is trusted? Behind them there may be a line of
 * comment, if noted.
 */
bool beside_holds(int folder, const char *name, const void *data, size_t length, bool noted);
