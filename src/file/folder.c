/* Walks to folders: what a link leads to is only used if its owner is trusted. */
#define _GNU_SOURCE
#include "file/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file/beside.h"

#define LINKS_MAX 40 /* as the kernel */

struct walk {
	int at;	    /* how far it came */
	char *path; /* holds what is left of it */
	const char *rest;
	unsigned int links;
	bool make;
};

const char *file_strerror(int error)
{
	switch (error) {
	case FILE_LINK:
		return "a symbolic link, which is not followed; name the file itself";
	case FILE_STRANGER:
		return "it, or a link to it, belongs to somebody else; use a folder of your own, "
		       "or "
		       "put its owner's number into WARPAGE_TRUST_UID";
	case FILE_FOREIGN:
		return "it holds something that warpage did not write there; give another name, or "
		       "--force";
	case FILE_DEVICE:
		return "a device, a pipe or a socket, not a file; to read from a pipe, give "
		       "/dev/stdin";
	case FILE_LARGE:
		return "larger than any file of its kind";
	case FILE_OWNER:
		return "its owner or group could not be kept; remove it, or --force";
	default:
		return strerror(error);
	}
}

/* A list of numbers with commas; a word of it that is anything else names nobody. */
static bool names(const char *list, uid_t owner)
{
	while (list) {
		size_t length = strcspn(list, ",");
		unsigned long number;

		if (length && length == strspn(list, "0123456789")) {
			errno = 0;
			number = strtoul(list, NULL, 10);
			if (!errno && number == owner)
				return true;
		}
		list = list[length] ? list + length + 1 : NULL;
	}
	return false;
}

bool file_trusted(uid_t owner)
{
	return owner == geteuid() || !owner || (!geteuid() && names(getenv("SUDO_UID"), owner)) ||
	       names(getenv("WARPAGE_TRUST_UID"), owner);
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
	    !path[length] && fd >= 0)
		return fd;
	return -1;
}

int folder_sync(int fd)
{
	/* some file systems have no such sync, and there is nothing else to be done on them */
	return fsync(fd) && errno != EINVAL && errno != ENOSYS && errno != ENOTSUP ? errno : 0;
}

/* A folder, or by O_PATH what is none or may not be read: many a folder on the way may not. */
static int step(int at, const char *name)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0 && (errno == EACCES || errno == ENOTDIR || errno == ELOOP))
		fd = openat(at, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	return fd;
}

static bool by_path(int fd)
{
	return fcntl(fd, F_GETFL) & O_PATH;
}

/* 0, and the folder is there, whoever made it. */
static int make_below(int at, const char *name)
{
	struct stat status;

	if (fstat(at, &status))
		return errno;
	if (!file_trusted(status.st_uid))
		return FILE_STRANGER;
	if (mkdirat(at, name, 0777))
		return errno == EEXIST ? 0 : errno;
	return by_path(at) ? 0 : folder_sync(at);
}

static void go_to(struct walk *walk, int fd)
{
	if (walk->at >= 0)
		close(walk->at);
	walk->at = fd;
}

/* What the link says takes its place in the path. */
static int follow(struct walk *walk, int link, uid_t owner)
{
	char target[PATH_MAX], *path;
	ssize_t length = readlinkat(link, "", target, sizeof(target));

	if (length < 0)
		return errno;
	if (!file_trusted(owner))
		return FILE_STRANGER;
	if (++walk->links > LINKS_MAX)
		return ELOOP;
	if (length == sizeof(target))
		return ENAMETOOLONG;
	if (asprintf(&path, "%.*s/%s", (int)length, target, walk->rest) < 0)
		return ENOMEM;
	free(walk->path);
	walk->rest = walk->path = path;
	if (*path == '/')
		go_to(walk, step(AT_FDCWD, "/"));
	return walk->at < 0 ? errno : 0;
}

/* One name further. */
static int advance(struct walk *walk)
{
	size_t length = strcspn(walk->rest, "/");
	char name[NAME_MAX + 1];
	struct stat status;
	int fd, error = 0;

	if (length > NAME_MAX)
		return ENAMETOOLONG;
	memcpy(name, walk->rest, length);
	name[length] = '\0';
	walk->rest += length;
	fd = step(walk->at, name);
	if (fd < 0 && errno == ENOENT && walk->make) {
		error = make_below(walk->at, name);
		if (error)
			return error;
		fd = step(walk->at, name);
	}
	if (fd < 0)
		return errno;
	if (fstat(fd, &status))
		error = errno;
	else if (S_ISLNK(status.st_mode))
		error = follow(walk, fd, status.st_uid);
	else if (!S_ISDIR(status.st_mode))
		error = ENOTDIR;
	else {
		go_to(walk, fd);
		return 0;
	}
	close(fd);
	return error;
}

static int arrive(const struct walk *walk)
{
	struct stat status;

	if (fstat(walk->at, &status))
		return errno;
	if (!file_trusted(status.st_uid))
		return FILE_STRANGER;
	return by_path(walk->at) ? EACCES : 0;
}

static int walk_to(const char *path, bool make, int *fd)
{
	struct walk walk = {.at = -1, .path = strdup(path), .make = make};
	int error = 0;

	*fd = -1;
	if (!walk.path)
		return ENOMEM;
	walk.rest = walk.path;
	if (!*path)
		error = ENOENT;
	else if ((walk.at = step(AT_FDCWD, *path == '/' ? "/" : ".")) < 0)
		error = errno;
	while (!error && *(walk.rest += strspn(walk.rest, "/")))
		error = advance(&walk);
	if (!error)
		error = arrive(&walk);
	free(walk.path);
	if (!error)
		*fd = walk.at;
	else if (walk.at >= 0)
		close(walk.at);
	return error;
}

int folder_open(const char *path, int *fd)
{
	return walk_to(path, false, fd);
}

/*
 * Can files be created there? Tried, as rights do not tell: of /proc root has all. A file without a name leaves no trace;
 * not all file systems have that.
 */
static int try_file(int folder)
{
	int file = openat(folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600), error;
	char temporary[64];
	sigset_t before;

	if (file < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)) {
		beside_hold(&before);
		file = beside_create(folder, temporary);
		if (file >= 0)
			unlinkat(folder, temporary, 0);
		error = errno;
		beside_release(&before);
		errno = error == ENOENT ? EOPNOTSUPP : error; /* what /proc says of a new name */
	}
	if (file >= 0)
		close(file);
	/* one that is full may have room by then */
	return file >= 0 || errno == ENOSPC || errno == EDQUOT ? 0 : errno;
}

/* What is there of the path must take new files; cut off what is not. */
int folder_check(const char *path)
{
	char *there = strdup(path);
	int error = there ? ENOENT : ENOMEM, fd;

	while (error == ENOENT) {
		size_t length = strlen(there);

		error = folder_open(length ? there : *path == '/' ? "/" : ".", &fd);
		if (!error) {
			error = try_file(fd);
			close(fd);
		}
		if (!length)
			break;
		while (length && there[length - 1] == '/')
			length--;
		while (length && there[length - 1] != '/')
			length--;
		there[length] = '\0';
	}
	free(there);
	return *path ? error : ENOENT;
}

int folder_make(const char *path, int *fd)
{
	return walk_to(path, true, fd);
}

int folder_of(const char *path, const char **name, int *fd)
{
	const char *slash = strrchr(path, '/');
	char *folder;
	int error;

	*fd = -1;
	*name = slash ? slash + 1 : path;
	if (!**name)
		return *path ? EISDIR : ENOENT;
	folder = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
	if (!folder)
		return ENOMEM;
	error = folder_open(folder, fd);
	free(folder);
	return error;
}
