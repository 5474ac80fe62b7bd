/*
 * The log of a run: lines of JSON, appended. Every line has its event, the time, and the run that it is of;
 * docs/stress.md lists the others' members.
 */
#pragma once

#include <jansson.h>

#include "outcome/journal.h"
#include "violation/violation.h"

/* Of a run; all zero: nothing is logged. */
struct log_of_run {
	struct journal *journal;
	char run[128];			     /* host, process and time */
	unsigned int lines[VIOLATION_KINDS]; /* about violations of each kind */
	u64 newest[VIOLATION_KINDS];	     /* ns, of the newest of them */
};

/* Begins to append to path; NULL: to nothing. false after one line on stderr. */
bool log_open(struct log_of_run *log, const char *command, const char *path, bool force);

/* How many of its last lines are missing. */
u64 log_close(struct log_of_run *log);

/*
 * A line of that event, with the members of more, which it takes over. Whether it is in the log; so it is
 * if nothing is logged.
 */
bool log_line(struct log_of_run *log, const char *event, json_t *more);

/* The same, and it is on the disk then: for what nobody must lose. */
bool log_line_synced(struct log_of_run *log, const char *event, json_t *more);

/* A violation, unless there were many of its kind: the first 20, then one a second, up to 1000. */
void log_violation(struct log_of_run *log, enum violation kind, json_t *more);

/* The machine that it runs on: name, kernel, CPU. */
json_t *log_machine(void);
