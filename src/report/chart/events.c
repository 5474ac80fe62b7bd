/* Violations and notices at their times, one row a kind. */
#include <math.h>
#include <string.h>

#include "report/chart/chart.h"
#include "report/html/html.h"

#define TOP 8.0
#define ROW 22.0
#define MARK 14.0 /* height of a mark */
#define LEFT 116.0
#define RIGHT (CHART_WIDTH - 84.0) /* then the number */
#define CELLS (2 * CHART_WIDTH)	   /* marks closer than half a unit are one */

#define ROWS (SERIES_MAX + 1) /* paths of one row: one a series, and one for all others */

/* Which marks a path has, by their cells. */
struct row {
	unsigned char taken[CELLS];
};

/* Names and numbers of the rows need more room than those of the other charts. */
static double place(const struct chart_page *page, double unix_time)
{
	double from = page->axis.parts[0].left;
	double scale = (RIGHT - LEFT) / (CHART_RIGHT - from);

	return LEFT + (axis_x(&page->axis, unix_time) - from) * scale;
}

static void mark(const struct chart_page *page, struct row *row, double unix_time)
{
	double x = round(2 * place(page, unix_time));

	row->taken[(size_t)fmin(CELLS - 1, fmax(0, x))] = 1;
}

static void draw_marks(const struct chart_page *page, const struct row *row, double y)
{
	for (int cell = 0; cell < CELLS; cell++)
		if (row->taken[cell])
			html(page->out, "M%f %fv%f", cell / 2.0, y + (ROW - MARK) / 2, MARK);
}

static void draw_band(FILE *out, double from, double to, double y)
{
	if (to > from)
		html(out, "M%f %fH%fv%fH%fz", from, y + 2, to, ROW - 4, from);
}

/* Pale: stretches in which a kind was counted, from the begin of a sample to the end of another. */
static void draw_counted(const struct chart_page *page, unsigned int kind, double y)
{
	double from = 0, to = -1;

	html(page->out, "<path class=\"counted\" d=\"");
	for (size_t i = 0; i < page->history->samples.count; i++) {
		const struct log_sample *sample = ITEM(page->history, samples, log_sample, i);
		double left = place(page, sample->begin);

		if (!(sample->kinds & 1u << kind))
			continue;
		if (left > to + 0.5) {
			draw_band(page->out, from, to, y);
			from = left;
		}
		to = fmax(fmax(to, left + 1), place(page, sample->end));
	}
	draw_band(page->out, from, to, y);
	html(page->out, "\"/>\n");
}

static void draw_kind(const struct chart_page *page, unsigned int kind, double y)
{
	const struct log_array *marks = &page->history->marks;
	const struct series_set *set = page->set;
	static struct row none;
	struct row rows[ROWS];

	draw_counted(page, kind, y);
	memset(rows, 0, sizeof(rows));
	for (size_t i = 0; i < marks->count; i++) {
		const struct log_mark *at = ITEM(page->history, marks, log_mark, i);
		u32 series = set->of_run[at->run];

		if (at->kind == kind)
			mark(page, &rows[series == SERIES_NONE ? SERIES_MAX : series],
			     at->unix_time);
	}
	for (unsigned int i = 0; i < ROWS; i++) {
		bool drawn = i < set->count;

		if (!memcmp(&rows[i], &none, sizeof(none)))
			continue;
		html(page->out, "<path class=\"m s%d\" d=\"",
		     drawn ? (int)set->items[i].colour : COLOURS - 1);
		draw_marks(page, &rows[i], y);
		html(page->out, "\"><title>%s</title></path>\n",
		     drawn ? set->items[i].name : "others");
	}
}

static void draw_notices(const struct chart_page *page, double y)
{
	const struct log_array *times = &page->history->notice_times;
	struct row row = {0};

	for (size_t i = 0; i < times->count; i++)
		mark(page, &row, ((const double *)times->items)[i]);
	html(page->out, "<path class=\"m\" d=\"");
	draw_marks(page, &row, y);
	html(page->out, "\"/>\n");
}

static void draw_row(const struct chart_page *page, const char *name, u64 count, double y)
{
	html(page->out,
	     "<text x=\"%f\" y=\"%f\" text-anchor=\"end\">%s</text>"
	     "<text x=\"%f\" y=\"%f\">%n</text><path class=\"grid\" d=\"M%f %fH%f\"/>\n",
	     LEFT - 8, y + ROW / 2 + 4, name, RIGHT + 6, y + ROW / 2 + 4, count, LEFT, y + ROW / 2,
	     RIGHT);
}

void chart_events(struct chart_page *page)
{
	const u64 *counts = page->history->total.violations;
	u64 notices = page->history->notice_times.count;
	unsigned int rows = notices > 0;
	struct axis axis = page->axis;
	FILE *out = page->out;
	double y = TOP;

	for (unsigned int kind = 0; kind < LOG_KINDS; kind++)
		rows += counts[kind] > 0;
	if (!rows) {
		html(out, "<figure><figcaption><h3>Violations and notices</h3><p>none</p>"
			  "</figcaption></figure>\n");
		return;
	}
	chart_begin(page, "Violations and notices",
		    "a mark where one has a line of its own (the first 1,000 of a run), pale where "
		    "some were counted; on the right how many",
		    CHART_WIDTH, TOP + rows * ROW + 38);
	for (unsigned int kind = 0; kind < LOG_KINDS; kind++)
		if (counts[kind])
			html(out, "%s: %n. ", log_kind_name(kind), counts[kind]);
	html(out, "Notices: %n.</desc>\n", notices);
	for (unsigned int kind = 0; kind < LOG_KINDS; kind++) {
		if (!counts[kind])
			continue;
		draw_row(page, log_kind_name(kind), counts[kind], y);
		draw_kind(page, kind, y);
		y += ROW;
	}
	if (notices) {
		draw_row(page, "notices", notices, y);
		draw_notices(page, y);
		y += ROW;
	}
	for (unsigned int i = 0; i < axis.count; i++) {
		axis.parts[i].left = place(page, axis.parts[i].begin);
		axis.parts[i].right = place(page, axis.parts[i].end);
	}
	axis_draw(out, &axis, TOP, y + 2);
	html(out, "</svg></figure>\n");
}
