/* Reads log files, line by line. */
#define _GNU_SOURCE
#include "report/history/event.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "file/source.h"
#include "report/history/history_find.h"

#define VERSION 1

#define STRANGE_MAX 100		/* lines to read until a file is known to be no log, */
#define STRANGE_BYTES (1 << 24) /* or bytes */

enum line { LINE_NONE, LINE_WHOLE, LINE_CUT, LINE_LONG };

/* The next line without its end in buffer[HISTORY_LINE]. Of a longer one the rest is passed over. */
static enum line next_line(FILE *in, char *buffer, size_t *length, u64 *bytes)
{
	size_t n = 0;
	int c;

	while ((c = getc_unlocked(in)) != EOF && c != '\n') {
		if (n < HISTORY_LINE)
			buffer[n] = (char)c;
		n++;
		if (n == STRANGE_BYTES && !*bytes)
			break;
	}
	*bytes += n + 1;
	*length = n < HISTORY_LINE ? n : HISTORY_LINE;
	if (n > HISTORY_LINE)
		return LINE_LONG;
	return c == '\n' ? LINE_WHOLE : n ? LINE_CUT : LINE_NONE;
}

static u64 hash(u64 secret, const char *text, size_t length)
{
	u64 value = 0xcbf29ce484222325 ^ secret;

	for (size_t i = 0; i < length; i++)
		value = (value ^ (unsigned char)text[i]) * 0x100000001b3;
	/* its low bits choose the place in the table: let all of it tell there */
	value = (value ^ value >> 32 ^ secret) * 0x9fb21c651e98df25;
	value ^= value >> 29;
	return value ? value : 1;
}

/* A table of hashes, at most half full; room is a power of two. */
static void enter(struct log_array *seen, u64 value)
{
	u64 *items = seen->items;
	size_t i = value & (seen->room - 1);

	while (items[i] && items[i] != value)
		i = (i + 1) & (seen->room - 1);
	seen->count += !items[i];
	items[i] = value;
}

/* Has this line been here before? Logs are merged by hand: the same one may come twice. */
static bool repeated(struct history *history, const char *text, size_t length)
{
	struct log_array *seen = &history->seen, larger = {NULL, 0, 0};
	u64 value = hash(history->secret, text, length);
	size_t before;

	if (2 * (seen->count + 1) > seen->room) {
		larger.room = seen->room ? 2 * seen->room : 1024;
		larger.items = calloc(larger.room, sizeof(u64));
		if (!larger.items) {
			history->stuck = "out of memory";
			return false;
		}
		for (size_t i = 0; i < seen->room; i++)
			if (((u64 *)seen->items)[i])
				enter(&larger, ((u64 *)seen->items)[i]);
		free(seen->items);
		*seen = larger;
	}
	before = seen->count;
	enter(seen, value);
	return seen->count == before;
}

enum taken { TAKEN, TAKEN_BEFORE, TAKEN_NOT };

static enum taken take_line(struct history *history, size_t length, u64 *version)
{
	json_t *line = json_loadb(history->line, length, 0, NULL);
	enum taken taken = TAKEN_NOT;
	struct event event;

	if (event_parse(line, &event)) {
		taken = TAKEN;
		if (event.kind == EVENT_START && event.start.version > VERSION)
			*version = event.start.version;
		else if (event.kind != EVENT_OTHER && repeated(history, history->line, length))
			taken = TAKEN_BEFORE;
		else
			event_take(history, &event);
	}
	json_decref(line);
	return taken;
}

/* Lines of the file, as far as they are understood, into the history. */
static void read_lines(struct history *history, FILE *in, struct log_file *file, u64 *version)
{
	size_t length;
	enum line end;
	u64 bytes = 0;

	while ((end = next_line(in, history->line, &length, &bytes)) != LINE_NONE) {
		enum taken taken = TAKEN_NOT;

		if (end == LINE_WHOLE && !length)
			continue;
		if (end != LINE_LONG)
			taken = take_line(history, length, version);
		file->lines += taken == TAKEN;
		file->repeated += taken == TAKEN_BEFORE;
		if (taken == TAKEN_NOT && end == LINE_CUT)
			file->cut = true;
		else if (taken == TAKEN_NOT)
			file->broken++;
		if (*version || history->stuck)
			return;
		if (!file->lines && !file->repeated &&
		    (file->broken == STRANGE_MAX || bytes >= STRANGE_BYTES))
			return;
	}
}

bool history_read_stream(struct history *history, FILE *in, const char *path, char *why,
			 size_t size)
{
	u64 before = history->telling;
	struct log_file *file = history_push(history, &history->files, sizeof(*file));
	u64 version = 0;
	int error = 0;

	why[0] = '\0';
	if (!history->line)
		history->line = malloc(HISTORY_LINE);
	if (!history->secret && getrandom(&history->secret, sizeof(history->secret), 0) < 0)
		history->secret = (u64)(uintptr_t)history;
	if (!history->line)
		history->stuck = "out of memory";
	if (!history->stuck) {
		file->path = path;
		errno = 0;
		read_lines(history, in, file, &version);
		error = ferror(in) ? errno : 0;
	}
	if (history->stuck)
		snprintf(why, size, "%s: %s", path, history->stuck);
	else if (error)
		snprintf(why, size, "%s: %s", path, strerror(error));
	else if (version)
		snprintf(why, size,
			 "%s: a log of version %" PRIu64 ", which a newer warpage wrote; use that",
			 path, version);
	else if (!file->lines && !file->repeated)
		snprintf(why, size, "%s: not a log of `warpage stress --log`", path);
	else if (!file->repeated && history->telling == before)
		snprintf(why, size, "%s: holds no counts: the run ended before its first", path);
	return !why[0];
}

bool history_read(struct history *history, const char *path, char *why, size_t size)
{
	FILE *in;
	int error = source_open(path, &in);
	bool good;

	if (error) {
		snprintf(why, size, "%s: %s", path, file_strerror(error));
		return false;
	}
	good = history_read_stream(history, in, path, why, size);
	fclose(in);
	return good;
}
