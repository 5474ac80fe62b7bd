/* Opens the files that others are written beside. */
#define _GNU_SOURCE
#include "file/beside.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEMPORARY_MAX 64
#define TRIES 100

int beside_create(int folder, char *temporary)
{
	int fd = -1;

	for (unsigned int n = 0; n < TRIES && fd < 0; n++) {
		uint64_t number;

		/* process numbers would not do: those of containers and machines that share a folder
		 * are the same */
		if (getrandom(&number, sizeof(number), 0) != sizeof(number))
			return -1;
		snprintf(temporary, TEMPORARY_MAX, ".warpage-%016" PRIx64 ".tmp", number);
		fd = openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			    0666);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	return fd;
}

void beside_hold(sigset_t *before)
{
	sigset_t ends;

	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGHUP);
	sigaddset(&ends, SIGQUIT);
	sigaddset(&ends, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &ends, before);
}

void beside_release(const sigset_t *before)
{
	pthread_sigmask(SIG_SETMASK, before, NULL);
}

int beside_open(int folder, const char *name)
{
	return openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

/* Is what a file has behind those bytes nothing, or lines of comment? */
static bool ends(int fd, size_t length)
{
	char note[4096], before = '\n';
	ssize_t n;

	while ((n = pread(fd, note, sizeof(note), (off_t)length)) > 0) {
		for (ssize_t i = 0; i < n; before = note[i++])
			if (before == '\n' && note[i] != '#')
				return false;
		length += (size_t)n;
	}
	return !n && before == '\n';
}

bool beside_holds(int folder, const char *name, const void *data, size_t length, bool noted)
{
	int fd = beside_open(folder, name);
	char part[4096];
	struct stat status;
	bool same = fd >= 0 && !fstat(fd, &status) && S_ISREG(status.st_mode) &&
		    file_trusted(status.st_uid) &&
		    (noted ? (size_t)status.st_size >= length && ends(fd, length)
			   : (size_t)status.st_size == length);

	for (size_t done = 0; same && done < length;) {
		ssize_t n = pread(fd, part, sizeof(part), (off_t)done);

		if (n > 0 && (size_t)n > length - done)
			n = (ssize_t)(length - done);
		same = n > 0 && !memcmp((const char *)data + done, part, (size_t)n);
		done += same ? (size_t)n : 0;
	}
	if (fd >= 0)
		close(fd);
	return same;
}
