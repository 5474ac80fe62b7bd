/*
 * Folders that files are created in. None is used that somebody else has made, nor one that somebody
 * else's link leads to: folder and links belong to the user who runs warpage, to root, to the user who
 * called sudo, or to one whom the variable WARPAGE_TRUST_UID names (numbers, with commas). They are
 * opened step by step and held by descriptor, so that what was looked at is what is used.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* What can be wrong with a file or a folder besides what errno tells. */
enum file_error {
	FILE_LINK = -1,	    /* a symbolic link stands where the file should */
	FILE_STRANGER = -2, /* it belongs to somebody else, or a link on the way does */
	FILE_FOREIGN = -3,  /* it holds something that warpage did not write */
	FILE_DEVICE = -4,   /* a device, a pipe or a socket stands where a file should */
	FILE_LARGE = -5,    /* it is larger than any of its kind */
	FILE_OWNER = -6,    /* what replaces it could not have its owner or group */
};

/* What is wrong and what to do, to an errno or an enum file_error. */
const char *file_strerror(int error);

/* May files and folders of this owner be used? */
bool file_trusted(uid_t owner);

/* The descriptor that a path names, which is open already (/dev/stdin, /dev/fd/N); -1 if it names none. */
int file_descriptor(const char *path);

/*
 * Opens a folder to create files in; *fd is for openat() and the like, and the caller's to close.
 * 0, an errno (ENOTDIR if it is none) or FILE_STRANGER, and *fd is -1 then.
 */
int folder_open(const char *path, int *fd);

/*
 * Could files be created in it, or the folder itself? Long before there is one to be; whether there is room is not asked.
 * 0, or the error that would stand in the way.
 */
int folder_check(const char *path);

/* The same as folder_open(); what is missing of the path is made first, and synced. */
int folder_make(const char *path, int *fd);

/*
 * Opens the folder that path names a file in, and tells the file's name within it. EISDIR if path ends
 * with a slash.
 */
int folder_of(const char *path, const char **name, int *fd);

/* Wait until the folder's names are on the disk. 0, or an errno. */
int folder_sync(int fd);
