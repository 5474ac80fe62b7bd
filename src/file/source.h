/*
 * Files that a user names to be read: regular ones. A folder, a device and a named pipe are refused,
 * and never waited for; what is open already (/dev/stdin, /dev/fd/N, as a shell's <(command) gives it)
 * is read as it is, up to its end.
 */
#pragma once

#include <stddef.h>
#include <stdio.h>

#include "file/folder.h"

/* Opens path to be read. 0, an errno or an enum file_error, and *stream is NULL then. */
int source_open(const char *path, FILE **stream);

/*
 * All of the file, which holds at most so many bytes, with a zero behind it; the caller frees *data.
 * 0, an errno (EINTR: a signal came while it waited) or an enum file_error (FILE_LARGE), and *data is
 * NULL then.
 */
int source_read(const char *path, size_t most, char **data, size_t *length);
