/* Files that are made anew for each run, and shared with the processes that it starts. */
#pragma once

/*
 * An empty file, to be read and written, in place of the plain file that stood there; processes that
 * have that one open keep it. Nothing is followed, and nothing but a plain file is removed.
 * 0 and *fd is the caller's to close; an errno or an enum file_error (file/folder.h), and *fd is -1.
 */
int file_anew(const char *path, int *fd);
