/* Opens folders by descriptor, so that what was looked at is what is used. */
#define _GNU_SOURCE
#include "file/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *file_strerror(int error)
{
	switch (error) {
	case FILE_LINK:
		return "a symbolic link, which is not followed; name the file itself";
	case FILE_STRANGER:
		return "it belongs to somebody else; use a folder of your own, or name its owner's "
		       "number in WARPAGE_TRUST_UID";
	case FILE_FOREIGN:
		return "it holds something that warpage did not write; give another name, or "
		       "--force";
	case FILE_DEVICE:
		return "a device, a pipe or a socket, not a file; to read from a pipe, give "
		       "/dev/stdin";
	case FILE_LARGE:
		return "larger than any file of its kind";
	default:
		return strerror(error);
	}
}

/* A list of numbers with commas; anything else in it names nobody. */
static bool names(const char *list, uid_t owner)
{
	while (list && *list >= '0' && *list <= '9') {
		char *end;

		errno = 0;
		if (strtoul(list, &end, 10) == owner && !errno)
			return true;
		list = *end == ',' ? end + 1 : NULL;
	}
	return false;
}

static bool trusted(uid_t owner)
{
	return owner == geteuid() || !owner || (!geteuid() && names(getenv("SUDO_UID"), owner)) ||
	       names(getenv("WARPAGE_TRUST_UID"), owner);
}

int folder_open(const char *path, int *fd)
{
	struct stat link, folder;
	int error = 0;

	*fd = -1;
	/* Who owns a link can't be told by what it leads to, and it may be gone once it was followed. */
	if (lstat(path, &link))
		return errno;
	if (!trusted(link.st_uid))
		return FILE_STRANGER;
	*fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*fd < 0)
		return errno;
	if (fstat(*fd, &folder))
		error = errno;
	else if (!trusted(folder.st_uid))
		error = FILE_STRANGER;
	if (error) {
		close(*fd);
		*fd = -1;
	}
	return error;
}

/* The folder that holds path; the caller frees it. */
static char *parent(const char *path)
{
	size_t length = strlen(path);

	while (length > 1 && path[length - 1] == '/')
		length--;
	while (length && path[length - 1] != '/')
		length--;
	while (length > 1 && path[length - 1] == '/')
		length--;
	return length ? strndup(path, length) : strdup(".");
}

int folder_make(const char *path, int *fd)
{
	int error = folder_open(path, fd), above = -1;
	char *folder;

	if (error != ENOENT || !*path)
		return error;
	folder = parent(path);
	if (!folder)
		return ENOMEM;
	error = folder_make(folder, &above);
	free(folder);
	if (error)
		return error;
	close(above);
	if (mkdir(path, 0777) && errno != EEXIST)
		return errno;
	return folder_open(path, fd);
}

int folder_of(const char *path, const char **name, int *fd)
{
	const char *slash = strrchr(path, '/');
	char *folder = parent(path);
	int error;

	*fd = -1;
	*name = slash ? slash + 1 : path;
	if (!folder)
		return ENOMEM;
	error = **name ? folder_open(folder, fd) : *path ? EISDIR : ENOENT;
	free(folder);
	return error;
}

int file_descriptor(const char *path)
{
	int fd, length = 0;

	if (!strcmp(path, "/dev/stdin"))
		return STDIN_FILENO;
	if (!strcmp(path, "/dev/stdout"))
		return STDOUT_FILENO;
	if (!strcmp(path, "/dev/stderr"))
		return STDERR_FILENO;
	if ((sscanf(path, "/dev/fd/%9d%n", &fd, &length) == 1 ||
	     sscanf(path, "/proc/self/fd/%9d%n", &fd, &length) == 1) &&
	    !path[length])
		return fd;
	return -1;
}
