/* Reads log files, line by line. */
#define _GNU_SOURCE
#include "report/history/history.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "file/source.h"
#include "report/history/history_event.h"
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
			history_event(history, &event);
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

void history_cut_notices(struct history *history)
{
	sort(&history->notices, sizeof(struct log_notice), by_notice);
	while (history->notices.count > SHOWN) {
		struct log_notice *notice =
			ITEM(history, notices, log_notice, --history->notices.count);

		free(notice->what);
		free(notice->text);
	}
}

/* The explanation of this run's first of the kind, or else of any run's. */
static u32 explanation(struct history *history, const struct log_violation *violation)
{
	u32 title = ITEM(history, pairs, log_pair, violation->pair)->title;
	u32 own = names_index(&history->names, 'x',
			      (u32[4]){title, violation->kind, violation->run}, NAMES_NONE);

	return own != NAMES_NONE
		       ? own
		       : ITEM(history, titles, log_title, title)->explained[violation->kind];
}

bool history_finish(struct history *history)
{
	history_sum(history);
	sort(&history->samples, sizeof(struct log_sample), by_begin);
	history_cut_notices(history);
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
	return !history->stuck;
}

static void free_texts(struct history *history)
{
	for (size_t i = 0; i < history->machines.count; i++)
		free(ITEM(history, machines, log_machine, i)->cpu_id);
	for (size_t i = 0; i < history->runs.count; i++) {
		struct log_run *run = ITEM(history, runs, log_run, i);

		free(run->end_counts);
		if (!run->words)
			continue;
		free(run->words->kernel);
		free(run->words->clock);
		free(run->words->parameters);
		free(run->words->verdict);
		free(run->words);
	}
	for (size_t i = 0; i < history->explained.count; i++) {
		free(ITEM(history, explained, log_explained, i)->text);
		free(ITEM(history, explained, log_explained, i)->finding);
	}
	for (size_t i = 0; i < history->notices.count; i++) {
		free(ITEM(history, notices, log_notice, i)->what);
		free(ITEM(history, notices, log_notice, i)->text);
	}
}

void history_free(struct history *history)
{
	struct log_array *arrays[] = {
		&history->machines,	&history->runs,	     &history->titles, &history->pairs,
		&history->legs,		&history->samples,   &history->marks,  &history->notices,
		&history->notice_times, &history->explained, &history->files,  &history->violations,
		&history->seen,
	};

	free_texts(history);
	for (size_t i = 0; i < ARRAY_SIZE(arrays); i++)
		free(arrays[i]->items);
	names_free(&history->names);
	free(history->line);
	memset(history, 0, sizeof(*history));
}

unsigned int history_not_seen(const struct history *history, const struct log_pair *pair)
{
	return counts_violations(&pair->counts)
		       ? 0
		       : ITEM(history, titles, log_title, pair->title)->kinds;
}

const char *history_host(const struct history *history, u32 run)
{
	const struct log_machine *machine =
		ITEM(history, machines, log_machine, ITEM(history, runs, log_run, run)->machine);

	return machine->host[0] ? machine->host : "(unknown)";
}
