/* Violations by kind, over the pairs: what the race saw beside what `verify` finds. */
#include <stddef.h>

#include "report/html/html.h"
#include "report/page/sections.h"

/* What was counted of a host with a guest, whatever the placement. */
static void counts_of(const struct history *history, u32 title, struct log_counts *counts)
{
	*counts = (struct log_counts){0};
	for (u32 i = 0; i < history->pairs.count; i++) {
		const struct log_pair *pair = ITEM(history, pairs, log_pair, i);

		if (pair->title == title)
			counts_add(counts, &pair->counts);
	}
}

/* The kinds that stand in some cell. */
static unsigned int all_kinds(const struct history *history)
{
	unsigned int kinds = 0;

	for (int kind = 0; kind < LOG_KINDS; kind++)
		kinds |= (unsigned int)(history->total.violations[kind] > 0) << kind;
	for (u32 i = 0; i < history->titles.count; i++)
		kinds |= ITEM(history, titles, log_title, i)->kinds;
	return kinds;
}

static void print_row(FILE *out, const struct history *history, u32 i, unsigned int kinds)
{
	const struct log_title *title = ITEM(history, titles, log_title, i);
	struct log_counts counts;

	counts_of(history, i, &counts);
	html(out, "<tr><th scope=\"row\">");
	section_title(out, title);
	html(out, "<br/><small>%s</small></th>", title->format);
	for (int kind = 0; kind < LOG_KINDS; kind++)
		if (!(kinds >> kind & 1))
			continue;
		else if (counts.violations[kind])
			html(out, "<td class=\"n\"><b>%n</b></td>", counts.violations[kind]);
		else
			html(out, "<td class=\"n\">%s</td>",
			     title->kinds >> kind & 1 ? "not seen" : NULL);
	html(out, "<td class=\"n\">%n</td></tr>\n", counts.overlapped);
}

void section_matrix(FILE *out, const struct history *history)
{
	unsigned int kinds = all_kinds(history), rows = 0;

	if (!kinds || history->titles.count < 2)
		return;
	html(out, "<section><h2>Violations by kind</h2>\n<p>How many the race saw. \"not seen\": "
		  "<code>verify</code> finds that kind in model x86, and the race has "
		  "not shown it; a dash: neither has.</p>\n"
		  "<div class=\"wide\"><table><thead><tr><th scope=\"col\">pair</th>");
	for (int kind = 0; kind < LOG_KINDS; kind++)
		if (kinds >> kind & 1)
			html(out, "<th scope=\"col\" class=\"n\">%s</th>", log_kind_name(kind));
	html(out, "<th scope=\"col\" class=\"n\">overlapped</th></tr></thead><tbody>\n");
	for (u32 i = 0; i < history->titles.count; i++)
		if (ITEM(history, titles, log_title, i)->first_pair != NAMES_NONE && rows++ < SHOWN)
			print_row(out, history, i, kinds);
	html(out, "</tbody></table></div>\n");
	if (rows > SHOWN)
		html(out, "<p>The first %d of %n.</p>\n", SHOWN, (u64)rows);
	html(out, "</section>\n");
}
