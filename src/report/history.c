/* Reads log files, line by line. */
#include "report/history.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/history_event.h"

#define LINE_SIZE (1 << 20) /* a line of a log has a few thousand bytes */
#define STRANGE_MAX 100	    /* lines to read until a file is known to be no log */

enum line { LINE_NONE, LINE_WHOLE, LINE_CUT, LINE_LONG };

/* The next line without its end in buffer[LINE_SIZE]; of a longer one only that much at a time. */
static enum line next_line(FILE *in, char *buffer, size_t *length)
{
	int c;

	for (*length = 0; *length < LINE_SIZE; buffer[(*length)++] = (char)c) {
		c = getc(in);
		if (c == '\n')
			return LINE_WHOLE;
		if (c == EOF)
			return *length ? LINE_CUT : LINE_NONE;
	}
	return LINE_LONG;
}

static u64 hash(const char *text, size_t length)
{
	u64 value = 0xcbf29ce484222325;

	for (size_t i = 0; i < length; i++)
		value = (value ^ (unsigned char)text[i]) * 0x100000001b3;
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
	u64 value = hash(text, length);
	size_t before;

	if (2 * (seen->count + 1) > seen->room) {
		larger.room = seen->room ? 2 * seen->room : 1024;
		larger.items = calloc(larger.room, sizeof(u64));
		if (!larger.items) {
			history->out_of_memory = true;
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

/* Lines of the file, as far as they are understood, into the history. */
static void read_lines(struct history *history, FILE *in, struct log_file *file, u64 *version)
{
	enum line end;
	size_t length;

	while ((end = next_line(in, history->line, &length)) != LINE_NONE) {
		json_t *line = NULL;
		bool good = false;

		if (end == LINE_WHOLE && !length)
			continue;
		if (end != LINE_LONG)
			line = json_loadb(history->line, length, 0, NULL);
		if (json_is_object(line) && repeated(history, history->line, length)) {
			file->repeated++;
			json_decref(line);
			continue;
		}
		if (json_is_object(line))
			good = history_event(history, line, version);
		json_decref(line);
		file->lines += good;
		if (!good && end == LINE_CUT)
			file->cut = true;
		else if (!good)
			file->broken++;
		if (*version || history->out_of_memory)
			return;
		if (!file->lines && !file->repeated && file->broken == STRANGE_MAX)
			return;
	}
}

bool history_read(struct history *history, const char *path, char *why, size_t size)
{
	u64 before = history->telling;
	struct log_file *file = history_push(history, &history->files, sizeof(*file));
	FILE *in = fopen(path, "r");
	u64 version = 0;
	int error = 0;

	why[0] = '\0';
	if (!history->line)
		history->line = malloc(LINE_SIZE);
	if (!in) {
		snprintf(why, size, "%s: %s", path, strerror(errno));
		return false;
	}
	if (file && history->line) {
		file->path = path;
		errno = 0;
		read_lines(history, in, file, &version);
		error = ferror(in) ? errno : 0;
	}
	fclose(in);
	if (!file || !history->line || history->out_of_memory)
		snprintf(why, size, "%s: out of memory", path);
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

static int by_begin(const void *a, const void *b)
{
	const struct log_sample *x = a, *y = b;

	return x->begin < y->begin ? -1 : x->begin > y->begin;
}

static int by_notice(const void *a, const void *b)
{
	const struct log_notice *x = a, *y = b;

	return x->unix_time < y->unix_time ? -1 : x->unix_time > y->unix_time;
}

static int by_violation(const void *a, const void *b)
{
	const struct log_violation *x = a, *y = b;

	return x->unix_time < y->unix_time ? -1 : x->unix_time > y->unix_time;
}

static void sort(struct log_array *array, size_t size, int (*compare)(const void *, const void *))
{
	if (array->count)
		qsort(array->items, array->count, size, compare);
}

static bool same(const json_t *a, const json_t *b, const char *name)
{
	const char *x = json_string_value(json_object_get(a, name));
	const char *y = json_string_value(json_object_get(b, name));

	return x && y && !strcmp(x, y);
}

/* The explanation of this run's first of the kind, or else of any run's. */
static const json_t *explanation(const struct history *history,
				 const struct log_violation *violation)
{
	const json_t *any = NULL, *line = violation->line;

	for (size_t i = 0; i < history->explained.count; i++) {
		struct log_explained *explained = ITEM(history, explained, log_explained, i);

		if (!same(explained->line, line, "kind") ||
		    !same(explained->line, line, "format") ||
		    !same(explained->line, line, "host") || !same(explained->line, line, "guest"))
			continue;
		if (explained->run == violation->run)
			return explained->line;
		any = explained->line;
	}
	return any;
}

bool history_finish(struct history *history)
{
	history_sum(history);
	sort(&history->samples, sizeof(struct log_sample), by_begin);
	sort(&history->notices, sizeof(struct log_notice), by_notice);
	sort(&history->violations, sizeof(struct log_violation), by_violation);
	for (size_t i = 0; i < history->violations.count; i++) {
		struct log_violation *violation = ITEM(history, violations, log_violation, i);

		violation->explained = explanation(history, violation);
	}
	for (size_t i = 0; i < history->runs.count; i++) {
		const struct log_run *run = ITEM(history, runs, log_run, i);

		history->begin = i ? fmin(history->begin, run->begin) : run->begin;
		history->end = i ? fmax(history->end, run->end) : run->end;
	}
	return !history->out_of_memory;
}

void history_free(struct history *history)
{
	struct log_array *arrays[] = {
		&history->machines, &history->runs,  &history->pairs,	   &history->legs,
		&history->samples,  &history->marks, &history->violations, &history->explained,
		&history->notices,  &history->files, &history->kept,	   &history->seen,
		&history->opinions,
	};

	for (size_t i = 0; i < history->kept.count; i++)
		json_decref(((json_t **)history->kept.items)[i]);
	for (size_t i = 0; i < ARRAY_SIZE(arrays); i++)
		free(arrays[i]->items);
	free(history->line);
	memset(history, 0, sizeof(*history));
}

const char *history_host(const struct history *history, unsigned int run)
{
	const struct log_machine *machine =
		ITEM(history, machines, log_machine, ITEM(history, runs, log_run, run)->machine);

	return machine->host[0] ? machine->host : "(unknown)";
}
