/* The lines of a schedule, in whatever form of text they stand: "start ...", then "update ..." each. */
#ifndef WARPAGE_SCHEDULE_LINE_H
#define WARPAGE_SCHEDULE_LINE_H

#include "clock/schedule.h"
#include "text/form.h"

/* Their words; and those of an update that say what it publishes, without its stores. */
extern const struct word schedule_start[], schedule_store[], schedule_update[], schedule_brief[];

/*
 * Take the words of such a line, if it is one; false: it is another. The placement must be one of
 * format, the sequence one that host may find.
 */
bool schedule_take(struct parser *parser, const struct line *line, struct schedule *schedule,
		   const struct format *format, const struct host *host);

/* Write the lines. */
void schedule_put(FILE *out, const struct schedule *schedule);

#endif
