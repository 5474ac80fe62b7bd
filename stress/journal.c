/*
 * The appending log. A line goes out in one write(2); what a failed one has left of it is cut off
 * again where that is possible (a regular file), else the next line starts with a newline.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stress/journal.h"

struct journal {
	int fd;
	bool regular;
	bool half;	  /* the file ends within a line */
	bool sync_failed; /* and stderr knows */
	u64 lost;	  /* lines that the current streak of failures has cost */
	struct sigaction size_limit;
	char path[];
};

/* A file that is none of ours is left alone. */
static bool look(struct journal *journal, char *why, size_t size)
{
	const char *path = journal->path;
	char first, last;
	struct stat stat;

	if (fstat(journal->fd, &stat)) {
		snprintf(why, size, "%s: %s", path, strerror(errno));
		return false;
	}
	journal->regular = S_ISREG(stat.st_mode);
	if (!journal->regular && !S_ISCHR(stat.st_mode)) {
		snprintf(why, size, "%s: neither a file nor a device; give a file", path);
		return false;
	}
	if (!journal->regular)
		return true;
	if (flock(journal->fd, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK) {
		snprintf(why, size, "%s: another run writes this log; give each run its own", path);
		return false;
	}
	if (!stat.st_size)
		return true;
	if (pread(journal->fd, &first, 1, 0) != 1 ||
	    pread(journal->fd, &last, 1, stat.st_size - 1) != 1) {
		snprintf(why, size, "%s: cannot be read: %s", path, strerror(errno));
		return false;
	}
	if (first != '{') {
		snprintf(why, size, "%s: holds something else than a log; give another file", path);
		return false;
	}
	journal->half = last != '\n';
	return true;
}

struct journal *journal_open(const char *path, char *why, size_t size)
{
	const struct sigaction ignore = {.sa_handler = SIG_IGN};
	struct journal *journal = calloc(1, sizeof(*journal) + strlen(path) + 1);

	if (!journal) {
		snprintf(why, size, "%s: out of memory", path);
		return NULL;
	}
	strcpy(journal->path, path);
	/* O_NONBLOCK: a pipe that nobody reads must not hold us up; files know no difference */
	journal->fd =
		open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0666);
	if (journal->fd < 0) {
		snprintf(why, size, "%s: the log cannot be opened: %s; give a file", path,
			 strerror(errno));
		free(journal);
		return NULL;
	}
	if (!look(journal, why, size)) {
		close(journal->fd);
		free(journal);
		return NULL;
	}
	fcntl(journal->fd, F_SETFL, fcntl(journal->fd, F_GETFL) & ~O_NONBLOCK);
	sigaction(SIGXFSZ, &ignore, &journal->size_limit);
	return journal;
}

/* The line and what has to stand before it; NULL without memory. The caller frees it. */
static char *spell(const struct journal *journal, json_t *object)
{
	char *line = json_dumps(object, JSON_COMPACT), *notice = NULL, *whole = NULL;

	if (line && journal->lost) {
		json_t *said = json_pack("{s:O*, s:O*, s:O*, s:s, s:s, s:o}", "time",
					 json_object_get(object, "time"), "unix",
					 json_object_get(object, "unix"), "run",
					 json_object_get(object, "run"), "event", "notice", "what",
					 "log", "text",
					 json_sprintf("%" PRIu64 " line%s of the log could not be "
						      "written",
						      journal->lost, journal->lost > 1 ? "s" : ""));

		notice = json_dumps(said, JSON_COMPACT);
		json_decref(said);
	}
	if (line && (notice || !journal->lost) &&
	    asprintf(&whole, "%s%s%s%s\n", journal->half ? "\n" : "", notice ? notice : "",
		     notice ? "\n" : "", line) < 0)
		whole = NULL;
	free(notice);
	free(line);
	return whole;
}

/* Take the last written bytes back, unless somebody else has appended since. */
static bool cut(const struct journal *journal, size_t written)
{
	off_t end = journal->regular ? lseek(journal->fd, 0, SEEK_CUR) : -1;
	struct stat stat;

	return end >= (off_t)written && !fstat(journal->fd, &stat) && stat.st_size == end &&
	       !ftruncate(journal->fd, end - (off_t)written);
}

/* 0, or the error and nothing of it in the file, unless journal->half says so. */
static int append(struct journal *journal, const char *text)
{
	size_t length = strlen(text), done = 0;

	while (done < length) {
		ssize_t n = write(journal->fd, text + done, length - done);
		int error = n ? errno : EIO;

		if (n > 0) {
			/* one that stopped short is tried on, to learn why */
			done += (size_t)n;
			continue;
		}
		if (error == EINTR)
			continue;
		if (done && !cut(journal, done))
			journal->half = true;
		return error;
	}
	journal->half = false;
	return 0;
}

bool journal_write(struct journal *journal, json_t *object)
{
	char *text = object ? spell(journal, object) : NULL;
	int error = text ? append(journal, text) : ENOMEM;

	if (!error)
		journal->lost = 0;
	else if (!journal->lost++)
		fprintf(stderr,
			"warpage: %s: the log cannot be written: %s; the run goes on without it, "
			"and tries again at each line\n",
			journal->path, strerror(error));
	free(text);
	json_decref(object);
	return !error;
}

bool journal_sync(struct journal *journal)
{
	bool failed = journal->regular && fdatasync(journal->fd);

	if (failed && !journal->sync_failed)
		fprintf(stderr,
			"warpage: %s: the log may not be on the disk: %s; the run goes on\n",
			journal->path, strerror(errno));
	journal->sync_failed = failed;
	return !failed;
}

u64 journal_close(struct journal *journal)
{
	u64 lost;

	if (!journal)
		return 0;
	journal_sync(journal);
	lost = journal->lost;
	sigaction(SIGXFSZ, &journal->size_limit, NULL);
	close(journal->fd);
	free(journal);
	return lost;
}
