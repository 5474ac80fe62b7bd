/* Histograms with buckets of powers of two, as horizontal bars. */
#include <math.h>

#include "report/chart/chart.h"
#include "report/html/html.h"

#define ROW 19.0
#define TOP 4.0
#define WIDTH 380
#define LEFT 108.0
#define RIGHT 252.0 /* of the longest bar; then its numbers */

static const char *bucket_name(unsigned int bucket, const char *unit, char out[96])
{
	u64 low = bucket ? 1ull << (bucket - 1) : 0, high = bucket ? (1ull << bucket) - 1 : 0;
	char from[NUMBER_MAX], to[NUMBER_MAX];

	number_whole(low, from);
	number_whole(high, to);
	if (bucket == BUCKETS - 1)
		snprintf(out, 96, "%s or more%s", from, unit);
	else if (low == high)
		snprintf(out, 96, "%s%s", from, unit);
	else
		snprintf(out, 96, "%s–%s%s", from, to, unit);
	return out;
}

static void draw_table(FILE *out, const char *unit, const u64 *histogram, unsigned int first,
		       unsigned int last, double total)
{
	char name[96];

	html(out,
	     "<details><summary>the same as a table</summary><table>\n"
	     "<thead><tr><th scope=\"col\">from–to</th><th scope=\"col\" class=\"n\">reads</th>"
	     "<th scope=\"col\" class=\"n\">share</th></tr></thead><tbody>\n");
	for (unsigned int bucket = first; bucket <= last; bucket++)
		html(out,
		     "<tr><th scope=\"row\">%s</th><td class=\"n\">%n</td><td class=\"n\">%p</td>"
		     "</tr>\n",
		     bucket_name(bucket, unit, name), histogram[bucket],
		     (double)histogram[bucket] / total);
	html(out, "</tbody></table></details>\n");
}

void chart_histogram(struct chart_page *page, const char *title, const char *note, const char *unit,
		     const u64 histogram[BUCKETS])
{
	double total = (double)histogram_total(histogram), largest = 0, y = TOP;
	unsigned int first = BUCKETS, last = 0, most = 0;
	FILE *out = page->out;
	char name[96];

	for (unsigned int bucket = 0; bucket < BUCKETS; bucket++) {
		if (!histogram[bucket])
			continue;
		if ((double)histogram[bucket] > largest) {
			largest = (double)histogram[bucket];
			most = bucket;
		}
		first = first < bucket ? first : bucket;
		last = bucket;
	}
	if (first == BUCKETS) {
		html(out,
		     "<figure><figcaption><h3>%s</h3><p>%s: none was counted</p></figcaption>"
		     "</figure>\n",
		     title, note);
		return;
	}
	chart_begin(page, title, note, WIDTH, 2 * TOP + (last - first + 1) * ROW);
	html(out, "%q reads, most of them (%p) with %s. The table below has all numbers.</desc>\n",
	     total, largest / total, bucket_name(most, unit, name));
	for (unsigned int bucket = first; bucket <= last; bucket++, y += ROW) {
		double count = (double)histogram[bucket];
		double width = count > 0 ? fmax(1, (RIGHT - LEFT) * count / largest) : 0;

		html(out,
		     "<text x=\"%f\" y=\"%f\" text-anchor=\"end\">%s</text>"
		     "<path class=\"bar\" d=\"M%f %fh%fv%fh-%fz\"/>"
		     "<text x=\"%f\" y=\"%f\">%q (%p)</text>\n",
		     LEFT - 6, y + 14, bucket_name(bucket, "", name), LEFT, y + 3, width, ROW - 5,
		     width, LEFT + width + 6, y + 14, count, count / total);
	}
	html(out, "</svg>\n");
	draw_table(out, unit, histogram, first, last, total);
	html(out, "</figure>\n");
}
