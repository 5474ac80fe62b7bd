/*
 * The log of a run: one JSON object a line, appended. What stands in it:
 * - A line that journal_write() returned true for survives the death of this process, and with
 *   journal_sync() that of the machine.
 * - A line is there as a whole or not at all; what a crash or a full disk has left of one never
 *   joins the next.
 * - A log that can't be written stops nothing: each later write tries again, stderr gets one line
 *   per streak of failures, and when it works again the log gets a notice of what it lacks.
 * One thread at a time; one journal per file, also across processes.
 */
#ifndef OUTCOME_JOURNAL_H
#define OUTCOME_JOURNAL_H

#include <jansson.h>
#include <stdbool.h>

#include "warpage/types.h"

struct journal;

/*
 * Open path for appending; it is created if it does not exist, and no link is followed. A last line
 * without its end, as a crash leaves it, is closed before the first write. The caller ignores SIGXFSZ (a
 * file size limit). NULL with one line for the user in why[size], which begins with the path, if path
 * can't be opened, is no file (nor a character device), belongs to somebody else, does not begin with a
 * line of a log (unless force), or is open as a journal elsewhere.
 */
struct journal *journal_open(const char *path, bool force, char *why, size_t size);

/*
 * Append object as one line, and take over its reference (also on failure). An object that is
 * NULL or can't be encoded counts as a line that could not be written. After a failure the line is
 * preceded by a notice with the members time, unix and run of object. Returns whether the line is
 * in the log; if not, counts "since the line before" belong into the next line.
 */
bool journal_write(struct journal *journal, json_t *object);

/*
 * Wait until all that was written is on the disk (fdatasync): after a violation, not after each
 * heartbeat. false after one line on stderr per streak of failures; devices always succeed.
 */
bool journal_sync(struct journal *journal);

/* Sync and close. Returns how many lines at the end are missing, or may be. journal may be NULL: 0. */
u64 journal_close(struct journal *journal);

#endif
