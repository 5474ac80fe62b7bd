/*
 * Files that warpage creates. They are written beside their place under a name that nothing had
 * (O_EXCL, O_NOFOLLOW), synced, and only then named: what stands at a path is a whole file, after a
 * crash and a power cut as well, or what stood there before.
 *
 * What stands at the path already is replaced only if warpage wrote it, which its first words tell, or
 * if it is empty. A link and a file of somebody else are refused.
 */
#pragma once

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "file/folder.h"

struct output {
	FILE *stream; /* where to write; NULL once closed */
	int folder;
	bool direct; /* a device or a pipe: written as it is */
	const char *mark;
	bool force;
	sigset_t signals; /* as they were before a file beside was there */
	char name[256], temporary[64];
};

/*
 * Begins a file. If one stands there, it is replaced only if it is empty or begins with mark, which is
 * the first words of every file of its kind and outlives output (NULL: of no other), or if force; its
 * mode and owner stay. A device, a pipe and an open descriptor (/dev/stdout) are written as they are; a
 * disk wants force.
 * 0, an errno (EISDIR, EROFS, ...) or an enum file_error, and there is nothing to close then.
 */
int output_open(struct output *output, const char *path, const char *mark, bool force);

/* Ends it: 0 and it stands there, synced; or what went wrong in the writing, and nothing has changed. */
int output_close(struct output *output);

/* Has all that was printed to a stream been written? 0, or why not, however long ago that was. */
int file_flush(FILE *stream);

/* Forgets it: nothing has changed. */
void output_abandon(struct output *output);

/* Would output_open() succeed? Long before there is something to write. 0, or its error. */
int output_check(const char *path, const char *mark, bool force);

/* A whole file of these bytes, as output_open() has it. One that holds them already may stay. */
int file_put(const char *path, const char *mark, const void *data, size_t length, bool force);

/*
 * Adds a file of these bytes to a folder, which is made if need be, as STEM.EXTENSION (or STEM without an
 * extension, if that is ""). A file of the same bytes is that file already; if one of others has the
 * name, it is STEM-2, and so on: nothing is replaced. note (NULL: none) is a line of comment, "# ...", to
 * stand behind the bytes; files that differ in nothing else are the same. *path tells where it is, in SIZE
 * bytes.
 * 0, an errno (ENAMETOOLONG if path does not fit) or FILE_STRANGER.
 */
int file_add(const char *folder, const char *stem, const char *extension, const void *data,
	     size_t length, const char *note, char *path, size_t size);

/*
 * An empty file, to be read and written, in place of the plain file that stood there; processes that
 * have that one open keep it. Nothing is followed, and nothing but a plain file is removed.
 * 0 and *fd is the caller's to close; an errno or an enum file_error, and *fd is -1.
 */
int file_anew(const char *path, int *fd);
