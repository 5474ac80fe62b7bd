/*
 * Charts as inline SVG. Each has a title, a description with its numbers in words, and says
 * nothing by colour alone: series differ in dashes, or have a lane with their name each.
 */
#ifndef REPORT_CHART_H
#define REPORT_CHART_H

#include "report/chart/axis.h"
#include "report/chart/series.h"

struct chart_page {
	FILE *out;
	const struct history *history;
	const struct series_set *set;
	struct axis axis;
	struct series_step *steps; /* room for the longest series */
	unsigned int ids;	   /* of elements, so far */
};

/* Prepare for the history's charts. false: out of memory. chart_page_free() in any case. */
bool chart_page_make(struct chart_page *page, FILE *out, const struct history *history,
		     const struct series_set *set);
void chart_page_free(struct chart_page *page);

/* A metric over time; nothing if no line gives it, or for METRIC_STEAL if it was always 0. */
void chart_metric(struct chart_page *page, enum metric metric);

/* Violations by kind, and notices, at their times; a sentence if there are none. */
void chart_events(struct chart_page *page);

/* A histogram as bars, with a table of the same. unit: of a bucket's bounds, or "". */
void chart_histogram(struct chart_page *page, const char *title, const char *note, const char *unit,
		     const u64 histogram[BUCKETS]);

/* What distinguishes the series; nothing if there is one. */
void chart_legend(const struct chart_page *page);

#define CHART_WIDTH 560
#define CHART_LEFT 56.0
#define CHART_RIGHT (CHART_WIDTH - 10.0)

/* For the parts of this module: the beginning of a chart, up to and with its description. */
void chart_begin(struct chart_page *page, const char *title, const char *note, int width,
		 double height);

#endif
