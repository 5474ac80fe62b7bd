/* A metric over time, one stepped line per series: those of several machines one below the other, on the same scale. */
#include "report/chart/chart.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/html/html.h"

#define TOP 12.0
#define ROOM 148.0 /* of one lane; several share twice as much, ... */
#define LANE_MIN 30.0
#define LANE_MAX 74.0
#define NAME_HEIGHT 22.0 /* ... and have their names above them */
#define BELOW 34.0	 /* for the times */
#define DECADES 1.7	 /* from least to greatest, beyond which a scale is logarithmic */

static const struct {
	const char *title, *note;
	enum scale { SCALE_QUANTITY, SCALE_SHARE, SCALE_LOG2 } scale;
} metrics[METRICS] = {
	[METRIC_READS] = {"Reads per second", "all readers together", SCALE_QUANTITY},
	[METRIC_UPDATES] = {"Updates per second", "by the host", SCALE_QUANTITY},
	[METRIC_OVERLAPPED] = {"Overlapped reads per second",
			       "stamped reads that are known to have overlapped an update",
			       SCALE_QUANTITY},
	[METRIC_SHARE] = {"Share of overlapped reads", "of the stamped reads", SCALE_SHARE},
	[METRIC_RETRIES] = {"Share of reads that retried", "of the gapped reads", SCALE_SHARE},
	[METRIC_DISTANCE] = {"Near misses: median distance",
			     "TSC ticks between a read and the nearest update that it did not "
			     "meet",
			     SCALE_LOG2},
	[METRIC_STEAL] = {"Stolen CPU time", "share that the hypervisor took", SCALE_SHARE},
};

bool chart_page_make(struct chart_page *page, FILE *out, const struct history *history,
		     const struct series_set *set)
{
	unsigned int longest = 0;

	memset(page, 0, sizeof(*page));
	page->out = out;
	page->history = history;
	page->set = set;
	for (unsigned int i = 0; i < set->count; i++)
		if (set->items[i].count > longest)
			longest = set->items[i].count;
	page->steps = calloc(longest + 1, sizeof(*page->steps));
	return page->steps && axis_make(history, CHART_LEFT, CHART_RIGHT, &page->axis);
}

void chart_page_free(struct chart_page *page)
{
	free(page->steps);
	page->steps = NULL;
}

void chart_begin(struct chart_page *page, const char *title, const char *note, int width,
		 double height)
{
	int id = (int)page->ids++;

	html(page->out,
	     "<figure>\n<figcaption><h3>%s</h3><p>%s</p></figcaption>\n"
	     "<svg viewBox=\"0 0 %d %f\" role=\"img\" aria-labelledby=\"t%d d%d\">\n"
	     "<title id=\"t%d\">%s</title>\n<desc id=\"d%d\">",
	     title, note, width, height, id, id, id, title, id);
}

static char *number(enum scale scale, double value, char out[NUMBER_MAX])
{
	if (scale == SCALE_SHARE)
		return number_percent(value, out);
	return number_quantity(scale == SCALE_LOG2 ? round(exp2(value)) : value, out);
}

/* How values become heights: from base at the bottom to top, a line every step. */
struct scaled {
	enum scale scale;
	bool log10; /* of the value, in decades */
	double base, step, top;
	double height; /* of a lane */
	unsigned int lanes;
};

/* Where a lane ends on the page of the chart. */
static double bottom_of(const struct scaled *y, unsigned int lane)
{
	double name = y->lanes > 1 ? NAME_HEIGHT : 0;

	return TOP + (lane + 1) * (y->height + name);
}

static double y_of(const struct scaled *y, unsigned int lane, double value)
{
	double at = !y->log10 ? value : value > 0 ? log10(value) : y->base;

	return bottom_of(y, lane) -
	       y->height * fmin(1, fmax(0, (at - y->base) / (y->top - y->base)));
}

/* The least of 1, 2, 2.5, 5 times a power of ten that makes at most four steps. */
static double step(double top)
{
	static const double steps[] = {1, 2, 2.5, 5};
	double power = pow(10, floor(log10(top / 4)));

	for (size_t i = 0; i < ARRAY_SIZE(steps); i++)
		if (steps[i] * power >= top / 4 * 0.999)
			return steps[i] * power;
	return 10 * power;
}

struct extent {
	double least, greatest, sum, time;
	double positive; /* the least above 0 */
};

static void extend(const struct series *series, enum metric metric, struct extent *extent)
{
	for (unsigned int i = 0; i < series->count; i++) {
		const struct log_sample *sample = series->samples[i];
		double value = sample->values[metric], length = sample->end - sample->begin;

		if (isnan(value))
			continue;
		extent->least = fmin(extent->least, value);
		extent->greatest = fmax(extent->greatest, value);
		extent->sum += value * length;
		extent->time += length;
		if (value > 0)
			extent->positive = fmin(extent->positive, value);
	}
}

static const struct extent no_extent = {INFINITY, 0, 0, 0, INFINITY};

static struct scaled scale(enum metric metric, const struct extent *extent)
{
	struct scaled y = {.scale = metrics[metric].scale};

	if (y.scale == SCALE_LOG2) {
		y.step = 3;
		y.top = BUCKETS - 1;
	} else if (y.scale == SCALE_QUANTITY &&
		   log10(extent->greatest / extent->positive) > DECADES) {
		y.log10 = true;
		y.base = floor(log10(extent->positive));
		y.top = ceil(log10(extent->greatest));
		y.step = ceil((y.top - y.base) / 5);
	} else {
		y.step = step(extent->greatest > 0 ? extent->greatest : 1);
		y.top = extent->greatest > 0 ? ceil(extent->greatest / y.step * 0.999) * y.step : 1;
	}
	return y;
}

static void draw_level(const struct chart_page *page, const struct scaled *y, unsigned int lane,
		       double level)
{
	double value = y->log10 ? pow(10, level) : level, at = y_of(y, lane, value);
	char text[NUMBER_MAX];

	html(page->out, "<path class=\"grid\" d=\"M%f %fH%f\"/>", CHART_LEFT, at, CHART_RIGHT);
	html(page->out, "<text x=\"%f\" y=\"%f\" text-anchor=\"end\">%s</text>", CHART_LEFT - 6,
	     at + 4, number(y->scale, value, text));
}

/* Numbers on the left, of several lanes the least and the greatest, and the times below. */
static void draw_grid(const struct chart_page *page, const struct scaled *y)
{
	for (unsigned int lane = 0; lane < y->lanes; lane++) {
		if (y->lanes > 1) {
			draw_level(page, y, lane, y->base);
			draw_level(page, y, lane, y->top);
			continue;
		}
		for (int i = 0; y->base + i * y->step <= y->top + y->step * 0.001; i++)
			draw_level(page, y, lane, y->base + i * y->step);
	}
	axis_draw(page->out, &page->axis, TOP, bottom_of(y, y->lanes - 1));
}

static void draw_line(const struct chart_page *page, const struct series *series,
		      const struct scaled *y, unsigned int lane, unsigned int n)
{
	const struct series_step *step = page->steps;
	double bottom = bottom_of(y, lane);
	FILE *out = page->out;

	if (y->lanes > 1)
		html(out, "<text x=\"%f\" y=\"%f\">%s</text>", CHART_LEFT, bottom - y->height - 4,
		     series->name);
	html(out, "<path class=\"s s%d\" data-name=\"%s\" data-y=\"%f %f\" d=\"",
	     (int)series->colour, series->name, bottom, bottom - y->height);
	for (unsigned int i = 0; i < n; i++, step++) {
		double left = axis_x(&page->axis, step->begin);
		double right = axis_x(&page->axis, step->end), at = y_of(y, lane, step->value);

		if (!i || fabs(step->begin - step[-1].end) > 2)
			html(out, "M%f %fH%f", left, at, fmax(right, left + 0.5));
		else
			html(out, "V%fH%f", at, right);
	}
	html(out, "\"/>\n");
}

/* Least, mean and greatest of each series, for those who do not see the lines. */
static void describe(const struct chart_page *page, enum metric metric)
{
	char low[NUMBER_MAX], high[NUMBER_MAX], mean[NUMBER_MAX];
	enum scale of = metrics[metric].scale;

	for (unsigned int i = 0; i < page->set->count; i++) {
		struct extent extent = no_extent;

		extend(&page->set->items[i], metric, &extent);
		if (extent.time > 0)
			html(page->out, "%s: least %s, mean %s, greatest %s. ",
			     page->set->items[i].name, number(of, extent.least, low),
			     number(of, extent.sum / extent.time, mean),
			     number(of, extent.greatest, high));
	}
	html(page->out, "</desc>\n");
}

static void draw_series(const struct chart_page *page, enum metric metric, const struct scaled *y)
{
	const struct series_set *set = page->set;

	for (unsigned int i = 0; i < set->count; i++) {
		unsigned int steps = series_steps(set, &set->items[i], metric, page->steps);

		if (steps)
			draw_line(page, &set->items[i], y, y->lanes > 1 ? i : 0, steps);
	}
}

void chart_metric(struct chart_page *page, enum metric metric)
{
	struct extent extent = no_extent;
	char note[160], base[32], top[32];
	FILE *out = page->out;
	struct scaled y;
	double bottom;

	for (unsigned int i = 0; i < page->set->count; i++)
		extend(&page->set->items[i], metric, &extent);
	if (!(extent.time > 0) || (metric == METRIC_STEAL && !(extent.greatest > 0)))
		return;
	y = scale(metric, &extent);
	y.lanes = page->set->apart ? page->set->count : 1;
	y.height = y.lanes == 1 ? ROOM : fmax(LANE_MIN, fmin(LANE_MAX, 2 * ROOM / y.lanes));
	bottom = bottom_of(&y, y.lanes - 1);
	snprintf(note, sizeof(note), "%s%s%s", metrics[metric].note,
		 y.log10 || y.scale == SCALE_LOG2 ? "; logarithmic" : "",
		 y.log10 && !(extent.least > 0) ? ", with 0 at the bottom" : "");
	snprintf(base, sizeof(base), "%.9g", y.base);
	snprintf(top, sizeof(top), "%.9g", y.top);
	chart_begin(page, metrics[metric].title, note, CHART_WIDTH, bottom + BELOW);
	describe(page, metric);
	html(out, "<g data-scale=\"%s\" data-y=\"%f %s %f %s\" data-axis=\"",
	     y.scale == SCALE_SHARE  ? "share"
	     : y.scale == SCALE_LOG2 ? "log2"
	     : y.log10		     ? "log10"
				     : "linear",
	     bottom, base, TOP, top);
	axis_data(out, &page->axis);
	html(out, "\">\n");
	draw_grid(page, &y);
	draw_series(page, metric, &y);
	html(out, "<path class=\"cursor\" d=\"\"/></g></svg>\n<output></output></figure>\n");
}

void chart_legend(const struct chart_page *page)
{
	const struct series_set *set = page->set;

	if (set->count < 2)
		return;
	html(page->out, "<ul class=\"legend\">\n");
	for (unsigned int i = 0; i < set->count; i++)
		html(page->out,
		     "<li><svg viewBox=\"0 0 30 10\" aria-hidden=\"true\"><path class=\"s s%d\" "
		     "d=\"M0 5h30\"/></svg> <b>%s</b> %s</li>\n",
		     (int)set->items[i].colour, set->items[i].name, set->items[i].note);
	html(page->out, "</ul>\n");
	if (set->count > COLOURS)
		html(page->out, "<p>The %d with the fewest lines share the last colour.</p>\n",
		     (int)set->count - COLOURS + 1);
	if (set->left_out)
		html(page->out,
		     "<p>%n more machines have fewer lines, and no line of their own here; what "
		     "they counted is in all sums, and what they found among the marks of the last "
		     "colour.</p>\n",
		     (u64)set->left_out);
}
