/*
 * Schedules as text: a file of their own ("warpage schedule 1"), or the schedule of a finding.
 * docs/findings.md describes both.
 */
#ifndef WARPAGE_SCHEDULE_TEXT_H
#define WARPAGE_SCHEDULE_TEXT_H

#include <stdio.h>

#include "clock/schedule.h"

/*
 * Read a schedule for host, of either engine, from a file of at most 1 MiB: its placement must be one
 * of format, and its sequence one that host may find. A finding of format gives its schedule; its
 * host, guest and reads are of no account. A schedule may have no update at all. false: why[] has one
 * line that names the file, the line at fault, and what is wrong with it.
 */
bool schedule_load(struct schedule *schedule, const struct format *format, const struct host *host,
		   const char *path, char *why, size_t size);

/* As schedule_load(), from text in memory; name is for messages. */
bool schedule_parse(struct schedule *schedule, const struct format *format, const struct host *host,
		    const char *text, size_t length, const char *name, char *why, size_t size);

/* Write it as a file of its own. */
void schedule_write(FILE *out, const struct schedule *schedule);

#endif
