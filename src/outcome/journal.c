/*
 * The appending log. A line goes out in one write(2); what a failed one has left of it is cut off
 * again where that is possible (a regular file), else the next line starts with a newline.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file/folder.h"
#include "file/show.h"
#include "outcome/journal.h"

#define LINE_MAX_BYTES (1 << 20) /* a start line has a few thousand */

struct journal {
	int fd;
	bool regular;
	bool half;	  /* the file ends within a line */
	bool sync_failed; /* and stderr knows */
	u64 lost;	  /* lines that the current streak of failures has cost */
	char path[];
};

static bool is_text(const json_t *object, const char *key)
{
	return json_is_string(json_object_get(object, key));
}

/* As the lines of a log begin; the digits are those of a time. */
static bool is_time(const char *text)
{
	static const char like[] = "0000-00-00T00:00:00Z";
	size_t i;

	for (i = 0; like[i]; i++)
		if (like[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != like[i])
			return false;
	return !text[i];
}

static bool is_event(const char *name)
{
	static const char *const events[] = {"start",	 "heartbeat", "violation", "explained",
					     "verified", "notice",    "end"};

	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		if (!strcmp(events[i], name))
			return true;
	return false;
}

static bool is_line(const char *line, size_t length)
{
	json_t *object = json_loadb(line, length, 0, NULL);
	bool is = is_text(object, "event") && is_text(object, "run") && is_text(object, "time") &&
		  is_event(json_string_value(json_object_get(object, "event"))) &&
		  is_time(json_string_value(json_object_get(object, "time"))) &&
		  json_is_number(json_object_get(object, "unix"));

	json_decref(object);
	return is;
}

/* Does the file begin with a line of a log, or with a start line that a crash has cut short? */
static bool is_log(int fd)
{
	static const char start[] = "{\"event\":\"start\",\"time\":\"";
	char *text = malloc(LINE_MAX_BYTES), *end;
	ssize_t length = text ? pread(fd, text, LINE_MAX_BYTES, 0) : -1;
	bool is = false;

	if (length > 0) {
		end = memchr(text, '\n', (size_t)length);
		is = end ? is_line(text, (size_t)(end - text))
			 : (size_t)length >= sizeof(start) - 1 &&
				     !memcmp(text, start, sizeof(start) - 1);
	}
	free(text);
	return is;
}

/* A file that is none of ours is left alone. */
static bool look(struct journal *journal, bool force, char *why, size_t size)
{
	const char *path = journal->path;
	struct stat stat;
	char last;

	if (fstat(journal->fd, &stat)) {
		snprintf(why, size, "%s: %s", path, strerror(errno));
		return false;
	}
	journal->regular = S_ISREG(stat.st_mode);
	if (!journal->regular && !S_ISCHR(stat.st_mode)) {
		snprintf(why, size, "%s: neither a file nor a device; give a file", path);
		return false;
	}
	if (file_descriptor(path) < 0 && !file_trusted(stat.st_uid)) {
		snprintf(why, size, "%s: %s", path, file_strerror(FILE_STRANGER));
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
	if (pread(journal->fd, &last, 1, stat.st_size - 1) != 1) {
		snprintf(why, size, "%s: cannot be read: %s", path, strerror(errno));
		return false;
	}
	if (!force && !is_log(journal->fd)) {
		snprintf(why, size,
			 "%s: holds something else than a log; give another file, or --force to "
			 "append to it",
			 path);
		return false;
	}
	journal->half = last != '\n';
	return true;
}

/* O_NONBLOCK: a pipe that nobody reads must not hold us up; files know no difference. */
#define FLAGS (O_RDWR | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)

/* The file as it is, or a new one that nobody else has made. -1: *error. */
static int open_in(int folder, const char *name, int *error)
{
	int fd;

	*error = 0;
	do {
		fd = openat(folder, name, FLAGS | O_NOFOLLOW);
		if (fd < 0 && errno == ENOENT) {
			fd = openat(folder, name, FLAGS | O_NOFOLLOW | O_CREAT | O_EXCL, 0666);
			if (fd >= 0 && (*error = folder_sync(folder))) {
				close(fd);
				return -1;
			}
		}
	} while (fd < 0 && errno == EEXIST);
	if (fd < 0)
		*error = errno == ELOOP ? FILE_LINK : errno;
	return fd;
}

static int open_log(const char *path, int *error)
{
	int fd, folder;
	const char *name;

	if (file_descriptor(path) >= 0) {
		fd = open(path, FLAGS);
		*error = fd < 0 ? errno : 0;
		return fd;
	}
	*error = folder_of(path, &name, &folder);
	if (*error)
		return -1;
	fd = open_in(folder, name, error);
	close(folder);
	return fd;
}

struct journal *journal_open(const char *path, bool force, char *why, size_t size)
{
	struct journal *journal = calloc(1, sizeof(*journal) + strlen(path) + 1);
	int error;

	if (!journal) {
		snprintf(why, size, "%s: out of memory", path);
		return NULL;
	}
	strcpy(journal->path, path);
	journal->fd = open_log(path, &error);
	if (journal->fd < 0) {
		snprintf(why, size, "%s: the log cannot be opened: %s%s", path,
			 file_strerror(error), error > 0 ? "; give a file" : "");
		free(journal);
		return NULL;
	}
	if (!look(journal, force, why, size)) {
		close(journal->fd);
		free(journal);
		return NULL;
	}
	fcntl(journal->fd, F_SETFL, fcntl(journal->fd, F_GETFL) & ~O_NONBLOCK);
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
		show(stderr,
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
		show(stderr, "warpage: %s: the log may not be on the disk: %s; the run goes on\n",
		     journal->path, strerror(errno));
	journal->sync_failed = failed;
	return !failed;
}

u64 journal_close(struct journal *journal)
{
	u64 lost;

	if (!journal)
		return 0;
	lost = journal->lost + !journal_sync(journal);
	close(journal->fd);
	free(journal);
	return lost;
}
