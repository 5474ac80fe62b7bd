/* What a long run says on stderr meanwhile. */
#ifndef ANALYSIS_PROGRESS_H
#define ANALYSIS_PROGRESS_H

#include <warpage/types.h>

struct progress {
	u64 began;	/* ns of CLOCK_MONOTONIC */
	u64 shown;	/* tens of seconds, if there is no terminal */
	double seconds; /* of the whole run; 0: until stopped */
};

/* Is it time for a line? Always on a terminal, where it is redrawn; else every 10 s. */
bool progress_due(struct progress *progress);

/* One line: a bar on a terminal, prefix, the time, rates, violations, the time left. */
void progress_show(const struct progress *progress, const char *prefix, const char *rates,
		   u64 violations);

/* No line is to be seen any more on a terminal: something else is printed. */
void progress_clear(void);

/* A line of its own, "warpage COMMAND: what: text", whatever the progress line shows. */
void progress_say(const char *command, const char *what, const char *text);

#endif
