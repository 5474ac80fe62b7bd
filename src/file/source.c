/* Opens without waiting, looks at what it opened, and only then reads. */
#define _GNU_SOURCE
#include "file/source.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file/beside.h"
#include "file/stop.h"

/* 0 if this may be read. What a shell has opened has somebody at its other end; a name may not. */
static int judge(int fd, bool opened)
{
	struct stat status;

	if (fstat(fd, &status))
		return errno;
	if (S_ISDIR(status.st_mode))
		return EISDIR;
	return S_ISREG(status.st_mode) || opened ? 0 : FILE_DEVICE;
}

int source_open(const char *path, FILE **stream)
{
	int number = strcmp(path, "-") ? file_descriptor(path) : STDIN_FILENO, error;
	int fd = number >= 0 ? fcntl(number, F_DUPFD_CLOEXEC, 0)
			     : open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	*stream = NULL;
	if (fd < 0)
		return errno == ENXIO ? FILE_DEVICE : errno;
	error = judge(fd, number >= 0);
	if (!error) {
		*stream = fdopen(fd, "r");
		error = *stream ? 0 : errno;
	}
	if (error)
		close(fd);
	return error;
}

/*
 * Up to size bytes; 0, or the error. A read() that waits is begun anew by a handler that is installed so:
 * here ppoll() waits, which a signal ends, and which does not begin once one has come.
 */
static int fill(FILE *stream, char *data, size_t size, size_t *length)
{
	struct pollfd ready = {.fd = fileno(stream), .events = POLLIN};
	const struct timespec never = {0};
	sigset_t signals;
	ssize_t n = 1;
	int error = 0, there;

	beside_hold(&signals); /* let in by the wait alone: one in front of it would not end it */
	for (*length = 0; *length < size && n && !error; *length += (size_t)n) {
		there = ppoll(&ready, 1, stop_seen() ? &never : NULL, &signals);
		n = there > 0 ? read(ready.fd, data + *length, size - *length) : -1;
		if (n < 0) {
			error = there ? errno : EINTR;
			n = 0;
		}
	}
	beside_release(&signals);
	return error;
}

int source_read(const char *path, size_t most, char **data, size_t *length)
{
	FILE *stream;
	int error = source_open(path, &stream);

	*data = NULL;
	if (error)
		return error;
	*data = malloc(most + 1);
	error = *data ? fill(stream, *data, most + 1, length) : ENOMEM;
	fclose(stream);
	if (!error && *length > most)
		error = FILE_LARGE;
	if (error) {
		free(*data);
		*data = NULL;
		return error;
	}
	(*data)[*length] = '\0';
	return 0;
}
