/* One line that is redrawn on a terminal, or one every 10 s. */
#include "analysis/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "file/show.h"
#include "stress/cpu/upset.h"

#define BAR 20

static double elapsed(const struct progress *progress)
{
	return (double)(upset_now() - progress->began) / 1e9;
}

bool progress_due(struct progress *progress)
{
	u64 tens = (u64)elapsed(progress) / 10;

	if (!isatty(STDERR_FILENO) && tens <= progress->shown)
		return false;
	progress->shown = tens;
	return true;
}

void progress_show(const struct progress *progress, const char *prefix, const char *rates,
		   u64 violations)
{
	bool terminal = isatty(STDERR_FILENO);
	double seconds = elapsed(progress), total = progress->seconds;
	char bar[BAR + 2] = "", left[48] = "until stopped", found[48] = "no violation";

	if (terminal && total > 0) {
		memset(bar, '.', BAR);
		for (int i = 0; i < BAR && i < (int)(seconds / total * BAR); i++)
			bar[i] = '#';
		bar[BAR] = ' ';
	}
	if (total > 0)
		snprintf(left, sizeof(left), "%.0f s left", total > seconds ? total - seconds : 0);
	if (violations)
		snprintf(found, sizeof(found), "%" PRIu64 " violation%s", violations,
			 violations == 1 ? "" : "s");
	fprintf(stderr, "%s%s%s%.0f s: %s, %s, %s%s", terminal ? "\r\033[K" : "", bar, prefix,
		seconds, rates, found, left, terminal ? "" : "\n");
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
