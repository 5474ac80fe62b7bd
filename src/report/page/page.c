/* The page, from top to bottom. */
#include "report/page/page.h"

#include "report/chart/chart.h"
#include "report/html/html.h"
#include "report/page/sections.h"

static void write_top(FILE *out, const struct history *history)
{
	/* the policy forbids any load from anywhere, whatever the logs hold */
	html(out,
	     PAGE_MARK "<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
		       "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		       "style-src 'unsafe-inline'; script-src 'unsafe-inline'\"/>\n"
		       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
		       "<title>warpage: race of %t UTC</title>\n<style>\n",
	     history->begin);
	fputs(page_style, out);
	html(out, "</style>\n</head>\n<body>\n");
}

#define POINTS_TO_SEE 4 /* of the longest line: fewer are as well read in a table */

static void write_charts(FILE *out, struct chart_page *page, const struct series_set *set)
{
	bool thinned = false;
	unsigned int longest = 0;

	for (unsigned int i = 0; i < set->count; i++) {
		thinned |= set->items[i].thinned;
		longest = set->items[i].count > longest ? set->items[i].count : longest;
	}
	if (longest < POINTS_TO_SEE)
		return;
	html(out, "<section><h2>Over time</h2>\n<p>Times are UTC. Nothing is drawn where nobody "
		  "raced; a pause that would take much room is cut out (//).");
	if (thinned)
		html(out,
		     " There is room for %d points of a line: where there were more, it goes "
		     "through the least and the greatest of each stretch.",
		     (int)set->points);
	html(out, "</p>\n");
	chart_legend(page);
	html(out, "<div class=\"charts\">\n");
	for (int metric = 0; metric < METRICS; metric++)
		chart_metric(page, (enum metric)metric);
	chart_events(page);
	html(out, "</div></section>\n");
}

static bool counted(const u64 histogram[BUCKETS])
{
	return histogram_total(histogram) > 0;
}

static void write_histograms(FILE *out, struct chart_page *page, const struct log_details *details)
{
	if (!counted(details->met) && !counted(details->retries) && !counted(details->distance))
		return;
	html(out, "<section><h2>How close it was</h2>\n<p>All machines, pairs and placements "
		  "together. Each bucket is twice as wide as the one before it.</p>\n"
		  "<div class=\"charts bars\">\n");
	chart_histogram(page, "Updates met", "by a stamped read: 0 is a read amid no update", "",
			details->met);
	chart_histogram(page, "Retries", "of a gapped read, beyond the fewest that any needed", "",
			details->retries);
	chart_histogram(page, "Near misses",
			"TSC ticks from a stamped read that met no update to the nearest one",
			" ticks", details->distance);
	html(out, "</div></section>\n");
}

bool page_write(FILE *out, const struct history *history)
{
	struct chart_page page = {0};
	struct series_set set;
	bool good = series_make(history, &set);

	good = good && chart_page_make(&page, out, history, &set);
	if (good) {
		write_top(out, history);
		section_head(out, history);
		section_violations(out, history);
		section_matrix(out, history);
		write_charts(out, &page, &set);
		write_histograms(out, &page, &history->details);
		section_tables(out, history);
		html(out, "<script>\n");
		fputs(page_script, out);
		html(out, "</script>\n</body>\n</html>\n");
	}
	chart_page_free(&page);
	series_free(&set);
	return good;
}
