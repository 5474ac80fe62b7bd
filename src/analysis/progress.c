/* One line that is redrawn on a terminal, or one every 10 s. */
#include "analysis/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "file/show.h"
#include "outcome/console.h"
#include "stress/cpu/upset.h"

#define BAR 20
#define NARROW 60 /* columns: without a bar */

#define REDRAW 100000000 /* ns */

static double since(u64 began)
{
	return (double)(upset_now() - began) / 1e9;
}

double progress_seconds(const struct progress *progress)
{
	return since(progress->began);
}

void progress_begin(struct progress *progress)
{
	*progress = (struct progress){.began = upset_now()};
	progress->part = progress->at = progress->began;
}

void progress_part(struct progress *progress)
{
	progress->part = progress->at = upset_now();
	progress->done = progress->rate = 0;
}

/* Long jobs may come last, so that what is left is judged by the last quarter of the time so far. */
void progress_done(struct progress *progress, double done)
{
	double passed = since(progress->at), all = since(progress->part);
	double weight = passed / (passed + all / 4);

	if (done < progress->done)
		progress_part(progress);
	if (passed < 0.1)
		return;
	if (progress->at == progress->part)
		weight = 1;
	progress->rate += weight * ((done - progress->done) / passed - progress->rate);
	progress->done = done;
	progress->at = upset_now();
}

bool progress_due(struct progress *progress)
{
	u64 tens = (u64)since(progress->began) / 10, now = upset_now();

	if (isatty(STDERR_FILENO)) {
		if (now - progress->drawn < REDRAW)
			return false;
		progress->drawn = now;
	} else if (tens <= progress->shown) {
		return false;
	}
	progress->shown = tens;
	return true;
}

/* How much is done, and how many seconds are left; false: that is not known. */
static bool foresee(const struct progress *progress, double *done, double *left)
{
	double seconds = since(progress->began);

	if (progress->seconds > 0) {
		*done = seconds / progress->seconds;
		*left = progress->seconds > seconds ? progress->seconds - seconds : 0;
		return true;
	}
	*done = progress->done;
	*left = progress->done > 0 ? since(progress->part) * (1 - progress->done) / progress->done
				   : 0;
	return progress->done > 0;
}

void progress_show(const struct progress *progress, const char *prefix, const char *rates,
		   u64 violations)
{
	bool terminal = isatty(STDERR_FILENO);
	double done, left;
	char line[512], bar[BAR + 2] = "", end[48] = "until stopped", found[48] = "no violation";
	bool foreseen = foresee(progress, &done, &left);

	if (terminal && foreseen && console_room(STDERR_FILENO) >= NARROW) {
		memset(bar, '.', BAR);
		for (int i = 0; i < BAR && i < (int)(done * BAR); i++)
			bar[i] = '#';
		bar[BAR] = ' ';
	}
	if (foreseen)
		snprintf(end, sizeof(end), "%.0f s left", left);
	else if (progress->part)
		snprintf(end, sizeof(end), "just begun");
	if (violations)
		snprintf(found, sizeof(found), "%" PRIu64 " violation%s", violations,
			 violations == 1 ? "" : "s");
	snprintf(line, sizeof(line), "%s%s%.0f s: %s, %s, %s", bar, prefix, since(progress->began),
		 found, end, rates);
	if (terminal)
		fprintf(stderr, "\r\033[K%.*s", (int)console_room(STDERR_FILENO), line);
	else
		fprintf(stderr, "%s\n", line);
}

void progress_clear(void)
{
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
}

void progress_say(const char *command, const char *what, const char *text)
{
	progress_clear();
	show(stderr, "warpage %s: %s: %s\n", command, what, text);
}
