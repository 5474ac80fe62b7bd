/* Writes beside, syncs, renames. */
#define _GNU_SOURCE
#include "file/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAMES_MAX 1000 /* tries of a name that others have taken */

/* A new file of a name that nobody has, which is kept in temporary; -1 and errno. */
static int create_temporary(int folder, char *temporary, size_t size)
{
	int fd = -1;

	for (unsigned int n = 0; n < NAMES_MAX && fd < 0; n++) {
		snprintf(temporary, size, ".warpage-%ld-%u.tmp", (long)getpid(), n);
		fd = openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			    0666);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	return fd;
}

/* The file as an input of its own; never a link, never a pipe that waits. */
static int open_existing(int folder, const char *name)
{
	return openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

/* 0 if a file that begins so may go. */
static int replaceable(int folder, const char *name, const char *mark, bool force)
{
	char start[64] = "";
	size_t length = strlen(mark);
	int fd;
	ssize_t n;

	if (force)
		return 0;
	fd = open_existing(folder, name);
	if (fd < 0)
		return errno;
	n = pread(fd, start, length < sizeof(start) ? length : sizeof(start), 0);
	close(fd);
	if (n < 0)
		return EIO;
	return !n || ((size_t)n == length && !memcmp(start, mark, length)) ? 0 : FILE_FOREIGN;
}

/* The mode and the owner that the file had which fd takes the place of. */
static int take_over(int fd, const struct stat *before)
{
	struct stat now;

	if (fstat(fd, &now))
		return errno;
	if ((now.st_uid != before->st_uid || now.st_gid != before->st_gid) &&
	    fchown(fd, before->st_uid, before->st_gid))
		return FILE_STRANGER;
	return fchmod(fd, before->st_mode & 07777) ? errno : 0;
}

static int open_direct(struct output *output, const char *path)
{
	/* a copy, as opening it anew would begin anew in a file that others write to */
	int opened = file_descriptor(path),
	    fd = opened >= 0 ? fcntl(opened, F_DUPFD_CLOEXEC, 0)
			     : open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC);

	output->direct = true;
	output->stream = fd < 0 ? NULL : fdopen(fd, "w");
	if (output->stream)
		return 0;
	if (fd >= 0)
		close(fd);
	return errno;
}

static int open_beside(struct output *output, const struct stat *before)
{
	int fd = create_temporary(output->folder, output->temporary, sizeof(output->temporary));
	int error = fd < 0 ? errno : before ? take_over(fd, before) : 0;

	if (fd < 0)
		return error;
	output->stream = error ? NULL : fdopen(fd, "w");
	if (output->stream)
		return 0;
	if (!error)
		error = errno;
	close(fd);
	unlinkat(output->folder, output->temporary, 0);
	return error;
}

/* What stands there, and whether it may go. ENOENT: nothing does. */
static int look(struct output *output, const char *mark, bool force, struct stat *before)
{
	if (fstatat(output->folder, output->name, before, AT_SYMLINK_NOFOLLOW))
		return errno;
	if (S_ISLNK(before->st_mode))
		return FILE_LINK;
	if (S_ISDIR(before->st_mode))
		return EISDIR;
	return replaceable(output->folder, output->name, mark, force);
}

int output_open(struct output *output, const char *path, const char *mark, bool force)
{
	struct stat before;
	const char *name;
	int error;

	*output = (struct output){.folder = -1};
	if (file_descriptor(path) >= 0 ||
	    (!stat(path, &before) && !S_ISREG(before.st_mode) && !S_ISDIR(before.st_mode)))
		return open_direct(output, path);
	error = folder_of(path, &name, &output->folder);
	if (error)
		return error;
	if ((size_t)snprintf(output->name, sizeof(output->name), "%s", name) >=
	    sizeof(output->name))
		error = ENAMETOOLONG;
	else
		error = look(output, mark, force, &before);
	if (!error || error == ENOENT)
		error = open_beside(output, error ? NULL : &before);
	if (error)
		close(output->folder);
	return error;
}

/* All of it is on the disk; the stream is gone either way. */
static int settle(struct output *output)
{
	int error = 0;

	errno = 0;
	if (fflush(output->stream) || ferror(output->stream))
		error = errno ? errno : EIO;
	if (!error && !output->direct && fsync(fileno(output->stream)))
		error = errno;
	if (fclose(output->stream) && !error)
		error = errno;
	output->stream = NULL;
	return error;
}

int output_close(struct output *output)
{
	int error = settle(output);

	if (output->direct)
		return error;
	if (!error && renameat(output->folder, output->temporary, output->folder, output->name))
		error = errno;
	if (error)
		unlinkat(output->folder, output->temporary, 0);
	else if (fsync(output->folder) && errno != EINVAL) /* some file systems have no such sync */
		error = errno;
	close(output->folder);
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
}

/* Whether the file holds these bytes and no others. */
static bool holds(int folder, const char *name, const char *data, size_t length)
{
	char part[4096];
	int fd = open_existing(folder, name);
	struct stat status;
	bool same = fd >= 0 && !fstat(fd, &status) && S_ISREG(status.st_mode) &&
		    (size_t)status.st_size == length;

	for (size_t done = 0; same && done < length;) {
		ssize_t n = pread(fd, part, sizeof(part), (off_t)done);

		same = n > 0 && !memcmp(data + done, part, (size_t)n);
		done += same ? (size_t)n : 0;
	}
	if (fd >= 0)
		close(fd);
	return same;
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

/* The bytes in a temporary file, synced. 0, or the error and no file. */
static int write_temporary(int folder, const void *data, size_t length, char *temporary,
			   size_t size)
{
	int fd = create_temporary(folder, temporary, size), error = 0;

	if (fd < 0)
		return errno;
	for (size_t done = 0; done < length && !error;) {
		ssize_t n = write(fd, (const char *)data + done, length - done);

		if (n >= 0)
			done += (size_t)n;
		else if (errno != EINTR)
			error = errno;
	}
	if (!error && fsync(fd))
		error = errno;
	if (close(fd) && !error)
		error = errno;
	if (error)
		unlinkat(folder, temporary, 0);
	return error;
}

static int add(int folder, const char *stem, const char *extension, const void *data, size_t length,
	       char *name, size_t size)
{
	const char *dot = *extension ? "." : "";
	char temporary[64] = "";
	int error = EEXIST;

	for (unsigned int n = 1; n < NAMES_MAX && error == EEXIST; n++) {
		int room = n == 1 ? snprintf(name, size, "%s%s%s", stem, dot, extension)
				  : snprintf(name, size, "%s-%u%s%s", stem, n, dot, extension);

		if ((size_t)room >= size)
			error = ENAMETOOLONG;
		else if (holds(folder, name, data, length))
			error = 0;
		else if (!*temporary && (error = write_temporary(folder, data, length, temporary,
								 sizeof(temporary))))
			return error;
		else if (!(error = name_new(folder, temporary, name)))
			*temporary = '\0';
		if (!error)
			break;
	}
	if (*temporary)
		unlinkat(folder, temporary, 0);
	if (!error && fsync(folder) && errno != EINVAL)
		error = errno;
	return error;
}

int file_add(const char *folder, const char *stem, const char *extension, const void *data,
	     size_t length, char *path, size_t size)
{
	char name[256];
	int fd, error = folder_make(folder, &fd);

	if (error)
		return error;
	error = add(fd, stem, extension, data, length, name, sizeof(name));
	close(fd);
	if (!error && (size_t)snprintf(path, size, "%s/%s", folder, name) >= size)
		error = ENAMETOOLONG;
	return error;
}
