/* What a long run says on stderr meanwhile. */
#ifndef ANALYSIS_PROGRESS_H
#define ANALYSIS_PROGRESS_H

#include <warpage/types.h>

struct progress {
	u64 began;	/* ns of CLOCK_MONOTONIC */
	u64 shown;	/* tens of seconds, if there is no terminal */
	double seconds; /* of the whole run; 0: until stopped, or that is not known, but ... */
	double done;	/* ... which share of the part at hand is done; 0 if not, or not yet */
	double rate;	/* of that, a second, of late */
	u64 part, at;	/* when the part began, and when that share was told */
	u64 drawn;	/* on a terminal, when it was drawn last */
};

/* It begins now, with a first part. */
void progress_begin(struct progress *progress);

/* How many seconds ago that was. */
double progress_seconds(const struct progress *progress);

/* The next part begins. */
void progress_part(struct progress *progress);

/* So much of the part is done, 0 to 1. */
void progress_done(struct progress *progress, double done);

/* Is it time for a line? On a terminal, where it is redrawn, ten times a second; else every 10 s. */
bool progress_due(struct progress *progress);

/* One line: a bar on a terminal, prefix, the time, rates, violations, the time left. */
void progress_show(const struct progress *progress, const char *prefix, const char *rates,
		   u64 violations);

/* No line is to be seen any more on a terminal: something else is printed. */
void progress_clear(void);

/* A line of its own, "warpage COMMAND: what: text", whatever the progress line shows. */
void progress_say(const char *command, const char *what, const char *text);

#endif
