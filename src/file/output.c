/* Writes beside, syncs, renames. */
#define _GNU_SOURCE
#include "file/output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file/beside.h"

#define MARK_MAX 128

/* 0 if a file that begins so may go. */
static int replaceable(int folder, const char *name, const char *mark)
{
	size_t length = mark ? strlen(mark) : 0;
	int fd = beside_open(folder, name);
	char start[MARK_MAX];
	ssize_t n;

	if (fd < 0)
		return errno;
	if (length > sizeof(start))
		abort();
	n = pread(fd, start, length ? length : 1, 0);
	close(fd);
	if (n < 0)
		return EIO;
	return !n || (length && (size_t)n == length && !memcmp(start, mark, length)) ? 0
										     : FILE_FOREIGN;
}

/* What stands there, and whether it may be written or replaced. ENOENT: nothing does. */
static int look(const struct output *output, struct stat *before)
{
	if (fstatat(output->folder, output->name, before, AT_SYMLINK_NOFOLLOW))
		return errno;
	if (S_ISLNK(before->st_mode))
		return FILE_LINK;
	if (S_ISDIR(before->st_mode))
		return EISDIR;
	if (!file_trusted(before->st_uid))
		return FILE_STRANGER;
	if (output->force)
		return 0;
	if (S_ISREG(before->st_mode))
		return replaceable(output->folder, output->name, output->mark);
	return S_ISBLK(before->st_mode) ? FILE_FOREIGN : 0;
}

/* The mode and the owner that the file had which fd takes the place of. */
static int take_over(int fd, const struct stat *before, bool force)
{
	struct stat now;

	if (fstat(fd, &now))
		return errno;
	if ((now.st_uid != before->st_uid || now.st_gid != before->st_gid) &&
	    fchown(fd, before->st_uid, before->st_gid) && !force)
		return FILE_OWNER;
	return fchmod(fd, before->st_mode & 0777) ? errno : 0;
}

static int open_stream(struct output *output, int fd)
{
	int error;

	output->stream = fd < 0 ? NULL : fdopen(fd, "w");
	if (output->stream)
		return 0;
	error = errno;
	if (fd >= 0)
		close(fd);
	return error;
}

/*
 * A pipe waits for its reader, until a signal comes: an open() that waits would be begun anew by handlers
 * that are installed so. Signals are let in nowhere but where they end the wait.
 */
static int wait_open(const struct output *output)
{
	const struct timespec pause = {.tv_nsec = 20000000};
	sigset_t signals;
	int fd, flags, error;

	beside_hold(&signals);
	for (;;) {
		fd = openat(output->folder, output->name,
			    O_WRONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC);
		if (fd >= 0 || errno != ENXIO)
			break;
		if (ppoll(NULL, 0, &pause, &signals) < 0)
			break;
	}
	flags = fd < 0 ? -1 : fcntl(fd, F_GETFL);
	if (flags >= 0)
		fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
	error = errno;
	beside_release(&signals);
	errno = error;
	return fd;
}

/* Written as it is, if it still is what was looked at. */
static int open_direct(struct output *output, const struct stat *before)
{
	int fd = wait_open(output);
	struct stat now;

	if (fd >= 0 && (fstat(fd, &now) || now.st_dev != before->st_dev ||
			now.st_ino != before->st_ino || now.st_mode != before->st_mode)) {
		close(fd);
		return ESTALE;
	}
	return open_stream(output, fd);
}

static int open_beside(struct output *output, const struct stat *before)
{
	int fd, error;

	beside_hold(&output->signals);
	fd = beside_create(output->folder, output->temporary);
	if (fd < 0) {
		error = errno;
		beside_release(&output->signals);
		return error;
	}
	error = before ? take_over(fd, before, output->force) : 0;
	if (error)
		close(fd);
	else
		error = open_stream(output, fd);
	if (error) {
		unlinkat(output->folder, output->temporary, 0);
		beside_release(&output->signals);
	}
	return error;
}

/* What path leads to. 0: *found tells whether something stands there. Else there is no folder. */
static int find(struct output *output, const char *path, struct stat *before, bool *found)
{
	const char *name;
	int error = folder_of(path, &name, &output->folder);

	if (error)
		return error;
	if ((size_t)snprintf(output->name, sizeof(output->name), "%s", name) >=
	    sizeof(output->name))
		error = ENAMETOOLONG;
	else
		error = look(output, before);
	*found = !error;
	if (!error || error == ENOENT)
		return 0;
	close(output->folder);
	return error;
}

/* check: without touching a device or a pipe; there is no stream then. */
static int begin(struct output *output, const char *path, bool check)
{
	int fd = file_descriptor(path), error;
	struct stat before;
	bool found;

	if (fd >= 0) {
		/* a copy: to open it anew would be to begin anew in a file that others write to */
		output->direct = true;
		return open_stream(output, fcntl(fd, F_DUPFD_CLOEXEC, 3));
	}
	error = find(output, path, &before, &found);
	if (error)
		return error;
	output->direct = found && !S_ISREG(before.st_mode);
	if (!output->direct)
		error = open_beside(output, found ? &before : NULL);
	else if (!check) /* to open a pipe would be to end it for its reader */
		error = open_direct(output, &before);
	if (error || output->direct)
		close(output->folder);
	return error;
}

int output_open(struct output *output, const char *path, const char *mark, bool force)
{
	*output = (struct output){.folder = -1, .mark = mark, .force = force};
	return begin(output, path, false);
}

int output_check(const char *path, const char *mark, bool force)
{
	struct output output = {.folder = -1, .mark = mark, .force = force};
	int error = begin(&output, path, true);

	if (!error && output.stream)
		output_abandon(&output);
	return error;
}

int file_flush(FILE *stream)
{
	bool failed = ferror(stream);

	if (failed) { /* long ago, maybe: once more, to learn why */
		clearerr(stream);
		putc('\n', stream);
	}
	errno = 0;
	if (fflush(stream) || ferror(stream))
		return errno ? errno : EIO;
	return failed ? EIO : 0;
}

/* All of it is on the disk; the stream is gone either way. */
static int settle(struct output *output)
{
	int error = file_flush(output->stream);

	if (!error && !output->direct && fsync(fileno(output->stream)))
		error = errno;
	if (fclose(output->stream) && !error)
		error = errno;
	output->stream = NULL;
	return error;
}

/* Once more a look: what was put there since must not be lost either. */
static int name_it(const struct output *output)
{
	struct stat before;
	int error = look(output, &before);

	if (error && error != ENOENT)
		return error;
	return renameat(output->folder, output->temporary, output->folder, output->name) ? errno
											 : 0;
}

int output_close(struct output *output)
{
	int error = settle(output);

	if (output->direct)
		return error;
	if (!error)
		error = name_it(output);
	if (error)
		unlinkat(output->folder, output->temporary, 0);
	else
		error = folder_sync(output->folder);
	close(output->folder);
	beside_release(&output->signals);
	return error;
}

void output_abandon(struct output *output)
{
	fclose(output->stream);
	output->stream = NULL;
	if (output->direct)
		return;
	unlinkat(output->folder, output->temporary, 0);
	close(output->folder);
	beside_release(&output->signals);
}
