/* Cuts time into parts at long pauses, and labels it. */
#include "report/chart/axis.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "report/html/html.h"

#define SHORT 0.05 /* a pause up to this share of all running time is drawn as it is */
#define BREAK 18.0 /* width of a longer one */
#define LEAST 4.0  /* width of a part */
#define LABEL_ROOM 50.0
#define TICKS 7
#define YEAR (300.0 * 86400) /* after which a day without its year is not clear */

struct stretch {
	double begin, end;
};

/* Merge stretches (sorted) that lie at most pause apart, into out[] if not NULL. */
static unsigned int merge(const struct stretch *in, size_t n, double pause, struct stretch *out)
{
	struct stretch now = in[0];
	unsigned int parts = 0;

	for (size_t i = 1; i <= n; i++) {
		if (i < n && in[i].begin <= now.end + pause) {
			now.end = fmax(now.end, in[i].end);
			continue;
		}
		if (out)
			out[parts] = now;
		parts++;
		if (i < n)
			now = in[i];
	}
	return parts;
}

bool axis_make(const struct history *history, double left, double right, struct axis *axis)
{
	struct stretch *runs = calloc(history->runs.count, sizeof(*runs));
	double running = 0, drawn = 0, pause, scale, x = left;
	size_t n = history->runs.count;
	struct stretch parts[AXIS_PARTS_MAX];

	if (!runs)
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct log_run *run = ITEM(history, runs, log_run, i);

		/* a run of one line has a length, too */
		runs[i] = (struct stretch){run->begin, fmax(run->end, run->begin + 1)};
		running += runs[i].end - runs[i].begin;
	}
	qsort(runs, n, sizeof(*runs), history_by_first);
	for (pause = SHORT * running; merge(runs, n, pause, NULL) > AXIS_PARTS_MAX;)
		pause *= 2;
	axis->count = merge(runs, n, pause, parts);
	free(runs);
	for (unsigned int i = 0; i < axis->count; i++)
		drawn += parts[i].end - parts[i].begin;
	scale = (right - left - (axis->count - 1) * (BREAK + LEAST)) / drawn;
	for (unsigned int i = 0; i < axis->count; i++) {
		double width = scale * (parts[i].end - parts[i].begin) + (i ? LEAST : 0);

		axis->parts[i].begin = parts[i].begin;
		axis->parts[i].end = parts[i].end;
		axis->parts[i].left = x;
		axis->parts[i].right = x + width;
		x += width + BREAK;
	}
	return true;
}

double axis_x(const struct axis *axis, double t)
{
	unsigned int i = 0;
	double share;

	while (i + 1 < axis->count && t >= axis->parts[i + 1].begin)
		i++;
	share = (t - axis->parts[i].begin) / (axis->parts[i].end - axis->parts[i].begin);
	return axis->parts[i].left +
	       fmin(1, fmax(0, share)) * (axis->parts[i].right - axis->parts[i].left);
}

static double step(const struct axis *axis)
{
	static const double steps[] = {1,     2,     5,	     10,     15,      30,      60,    120,
				       300,   600,   900,    1800,   3600,    7200,    10800, 21600,
				       43200, 86400, 172800, 604800, 2419200, 14515200};
	double running = 0;

	for (unsigned int i = 0; i < axis->count; i++)
		running += axis->parts[i].end - axis->parts[i].begin;
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++)
		if (running / steps[i] <= TICKS)
			return steps[i];
	return running / TICKS;
}

/* What is written below the axis, from left to right: times, and days where they begin. */
struct labels {
	double every;			 /* seconds between two */
	double first, last;		 /* where the outermost may stand */
	double free_from, day_free_from; /* coordinates */
	double day;			 /* the last that was written */
	const char *day_format;
};

static void write_time(FILE *out, double x, double y, double t, const char *format)
{
	time_t seconds = (time_t)t;
	struct tm parts;
	char text[32];

	if (gmtime_r(&seconds, &parts) && strftime(text, sizeof(text), format, &parts))
		html(out, "<text x=\"%f\" y=\"%f\" text-anchor=\"middle\">%s</text>", x, y, text);
}

static void draw_label(FILE *out, struct labels *labels, double x, double bottom, double t)
{
	bool narrow = labels->every >= 60 && labels->day_format[1] != 'F';
	double room = LABEL_ROOM + (narrow ? 0 : 24);

	x = fmin(fmax(x, labels->first), labels->last);
	if (x < labels->free_from)
		return;
	labels->free_from = x + room;
	if (labels->every >= 86400) {
		write_time(out, x, bottom + 16, t, labels->day_format);
		return;
	}
	write_time(out, x, bottom + 16, t, labels->every < 60 ? "%H:%M:%S" : "%H:%M");
	if (floor(t / 86400) <= labels->day || x < labels->day_free_from)
		return;
	write_time(out, x, bottom + 30, t, labels->day_format);
	labels->day = floor(t / 86400);
	labels->day_free_from = x + room;
}

void axis_draw(FILE *out, const struct axis *axis, double top, double bottom)
{
	struct labels labels = {.every = step(axis), .day = -1};

	labels.first = axis->parts[0].left + 14;
	labels.last = axis->parts[axis->count - 1].right - 8;
	labels.day_format =
		axis->parts[axis->count - 1].end - axis->parts[0].begin > YEAR ? "%F" : "%d %b";
	for (unsigned int i = 0; i < axis->count; i++) {
		double begin = axis->parts[i].begin, end = axis->parts[i].end;
		double first = ceil(begin / labels.every) * labels.every;

		html(out, "<path class=\"axis\" d=\"M%f %fH%f\"/>", axis->parts[i].left, bottom,
		     axis->parts[i].right);
		if (i)
			html(out,
			     "<path class=\"break\" d=\"M%f %fl-4 8m6 0l4 -8\"><title>pause of "
			     "%l</title></path>",
			     axis->parts[i].left - BREAK / 2 - 1, bottom - 4,
			     begin - axis->parts[i - 1].end);
		if (first > end || axis_x(axis, first) - axis->parts[i].left > LABEL_ROOM)
			draw_label(out, &labels, axis->parts[i].left, bottom, begin);
		for (double t = first; t <= end; t += labels.every) {
			double x = axis_x(axis, t);

			html(out, "<path class=\"grid\" d=\"M%f %fV%f\"/>", x, top, bottom);
			draw_label(out, &labels, x, bottom, t);
		}
	}
}

void axis_data(FILE *out, const struct axis *axis)
{
	for (unsigned int i = 0; i < axis->count; i++)
		fprintf(out, "%s%.1f %.1f %.3f %.3f", i ? ";" : "", axis->parts[i].left,
			axis->parts[i].right, axis->parts[i].begin, axis->parts[i].end);
}
