/*
 * Files of bytes that are known: beside and renamed, or added under a name that nothing has; and empty
 * ones in place of others.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file/beside.h"
#include "file/output.h"

#define NAMES_MAX 1000

int file_put(const char *path, const char *mark, const void *data, size_t length, bool force)
{
	struct output output;
	int error = output_open(&output, path, mark, force), folder;
	const char *name;

	if (error == FILE_FOREIGN && !folder_of(path, &name, &folder)) {
		if (beside_holds(folder, name, data, length, false))
			error = 0;
		close(folder);
		return error;
	}
	if (error)
		return error;
	fwrite(data, 1, length, output.stream); /* the stream keeps its error */
	return output_close(&output);
}

static int write_all(int fd, const char *data, size_t length)
{
	for (size_t done = 0; done < length;) {
		ssize_t n = write(fd, data + done, length - done);

		if (n < 0 && errno != EINTR)
			return errno;
		done += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

/* The bytes and the note in a temporary file, synced. 0, or the error and no file. */
static int write_beside(int folder, const void *data, size_t length, const char *note,
			char *temporary)
{
	int fd = beside_create(folder, temporary), error;

	if (fd < 0)
		return errno;
	error = write_all(fd, data, length);
	if (!error && note)
		error = write_all(fd, note, strlen(note));
	if (!error && fsync(fd))
		error = errno;
	if (close(fd) && !error)
		error = errno;
	if (error)
		unlinkat(folder, temporary, 0);
	return error;
}

/* Name what was written, if nothing has the name. */
static int name_new(int folder, const char *temporary, const char *name)
{
	if (!renameat2(folder, temporary, folder, name, RENAME_NOREPLACE))
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return errno;
	/* file systems that know no such renaming */
	if (linkat(folder, temporary, folder, name, 0))
		return errno;
	unlinkat(folder, temporary, 0);
	return 0;
}

/* The n-th name for a file; it stands in path, behind the folder. NULL: it does not fit. */
static const char *nth_name(const char *folder, const char *stem, const char *extension,
			    unsigned int n, char *path, size_t size)
{
	const char *dot = *extension ? "." : "";
	int room = n == 1 ? snprintf(path, size, "%s/%s%s%s", folder, stem, dot, extension)
			  : snprintf(path, size, "%s/%s-%u%s%s", folder, stem, n, dot, extension);

	return room < 0 || (size_t)room >= size ? NULL : path + strlen(folder) + 1;
}

/* Adds it to the folder that fd is. */
static int add(int fd, const char *folder, const char *stem, const char *extension,
	       const void *data, size_t length, const char *note, char *path, size_t size)
{
	char temporary[64] = "";
	int error = EEXIST;

	for (unsigned int n = 1; n < NAMES_MAX && error == EEXIST; n++) {
		const char *name = nth_name(folder, stem, extension, n, path, size);

		if (!name) {
			error = ENAMETOOLONG;
		} else if (beside_holds(fd, name, data, length, note)) {
			error = 0;
		} else {
			error = *temporary ? 0 : write_beside(fd, data, length, note, temporary);
			if (error)
				*temporary = '\0';
			else
				error = name_new(fd, temporary, name);
			if (!error)
				*temporary = '\0';
		}
	}
	if (*temporary)
		unlinkat(fd, temporary, 0);
	return error ? error : folder_sync(fd);
}

int file_add(const char *folder, const char *stem, const char *extension, const void *data,
	     size_t length, const char *note, char *path, size_t size)
{
	int fd, error = folder_make(folder, &fd);
	sigset_t signals;

	if (error)
		return error;
	beside_hold(&signals);
	error = add(fd, folder, stem, extension, data, length, note, path, size);
	beside_release(&signals);
	close(fd);
	return error;
}

/* 0 if nothing is at name, or no more. */
static int clear(int folder, const char *name)
{
	struct stat status;

	if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT ? 0 : errno;
	if (S_ISLNK(status.st_mode))
		return FILE_LINK;
	if (!S_ISREG(status.st_mode))
		return S_ISDIR(status.st_mode) ? EISDIR : FILE_DEVICE;
	return unlinkat(folder, name, 0) ? errno : 0;
}

int file_anew(const char *path, int *fd)
{
	const char *name;
	int folder, error = folder_of(path, &name, &folder);

	*fd = -1;
	if (error)
		return error;
	error = clear(folder, name);
	if (!error) {
		*fd = openat(folder, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			     0666);
		error = *fd < 0 ? errno : 0;
	}
	close(folder);
	return error;
}
