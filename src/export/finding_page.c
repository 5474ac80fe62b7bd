/*
 * A finding as one page of HTML that needs nothing else: the picture, the same as a table, the code with the lines that
 * took part, and the finding itself.
 */
#include <stdlib.h>
#include <string.h>

#include "export/sketch.h"
#include "report/html/html.h"
#include "version/version.h"

static const char style[] =
	":root{color-scheme:light dark}body{margin:0 auto;padding:16px;max-width:1400px;"
	"font:15px/1.5 system-ui,sans-serif;background:#fff;color:#1b1f24}"
	"h1{font-size:22px;line-height:1.3;overflow-wrap:anywhere}h2{font-size:17px;margin-top:"
	"32px}"
	".wide{overflow-x:auto;border:1px solid #d0d7de;margin:0}table{border-collapse:collapse;"
	"font:13px/1.5 ui-monospace,monospace}th,td{text-align:left;padding:2px 14px;"
	"vertical-align:top;white-space:pre}tr+tr{border-top:1px solid #d0d7de}"
	".odd{font-weight:bold}td.number{text-align:right}"
	"pre{font:13px/1.45 ui-monospace,monospace;margin:0;padding:8px;tab-size:8}"
	"mark{background:#ffe9a8;color:inherit}"
	"@media (prefers-color-scheme:dark){body{background:#14181d;color:#e6eaef}"
	".wide,tr+tr{border-color:#39424d}mark{background:#564400}a{color:#6cb4ff}}";

static bool took_part(const struct sketch *sketch, const char *file, unsigned int number)
{
	for (unsigned int i = 0; i < sketch->page.n; i++) {
		const struct site *site = sketch->page.lines[i].site;

		if (site && site->line == number && !strcmp(site->file, file))
			return true;
	}
	return false;
}

static void put_source(FILE *out, const struct sketch *sketch, const char *file)
{
	char *read;
	const char *c = finding_code(file, &read);

	if (!c)
		return;
	html(out, "<h2>%s</h2>\n<div class=\"wide\"><pre>", file);
	for (unsigned int number = 1; *c; number++) {
		size_t length = strcspn(c, "\n");
		bool mark = took_part(sketch, file, number);
		char *line = strndup(c, length);

		fprintf(out, "%4u  %s", number, mark ? "<mark>" : "");
		html(out, "%T", line);
		fputs(mark ? "</mark>\n" : "\n", out);
		free(line);
		c += length + (c[length] == '\n');
	}
	fputs("</pre></div>\n", out);
	free(read);
}

/* Each file of which a line took part, once, the host's and the guest's first. */
static void put_sources(FILE *out, const struct sketch *sketch)
{
	const char *told[64] = {sketch->finding->host->file, sketch->finding->guest->file};
	unsigned int n = 2;

	for (unsigned int i = 0; i < sketch->page.n && n < ARRAY_SIZE(told); i++) {
		const struct site *site = sketch->page.lines[i].site;
		bool known = !site;

		for (unsigned int j = 0; j < n && !known; j++)
			known = !strcmp(told[j], site->file);
		if (!known)
			told[n++] = site->file;
	}
	for (unsigned int i = 0; i < n; i++)
		if (!i || strcmp(told[i], told[0]))
			put_source(out, sketch, told[i]);
}

static void put_table(FILE *out, const struct sketch *sketch)
{
	char name[32], seen[96], text[sizeof(sketch->page.lines->text)];

	fputs("<h2>The same in words</h2>\n<div class=\"wide\"><table><tr><th>tsc<th>who<th>line"
	      "<th>what<th>sees</tr>\n",
	      out);
	for (unsigned int i = 0; i < sketch->page.n; i++) {
		const struct line *line = &sketch->page.lines[i];
		const char *elsewhere = sketch_elsewhere(sketch, line);

		html(out, "<tr%s><td class=\"number\">%r<td>", line->odd ? " class=\"odd\"" : "",
		     line->tsc);
		html(out, "%s<td class=\"number\">",
		     print_column(sketch->finding, line->column, name, sizeof(name)));
		if (line->site)
			html(out, elsewhere ? "%s:%r" : "%s%r", elsewhere ? elsewhere : "",
			     (u64)line->site->line);
		snprintf(text, sizeof(text), "%.*s",
			 line->note ? line->note : (int)sizeof(line->text), line->text);
		html(out, "<td>%s<td>%s", text,
		     line->odd ? "of another update than the others: " : "");
		html(out, "%s</tr>\n",
		     line->kind == LINE_LOAD ? sketch_seen(sketch, line, seen, sizeof(seen)) : "");
	}
	fputs("</table></div>\n", out);
}

bool finding_page_write(FILE *out, const struct sketch *sketch)
{
	fprintf(out, "%s: html -->\n", export_mark(EXPORT_HTML));
	html(out,
	     "<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
	     "content=\"width=device-width\"><title>%S</title>\n<style>",
	     sketch->title);
	fputs(style, out);
	html(out,
	     "</style></head><body>\n<h1>%S</h1>\n<p>%s: %s. Time runs downwards; an arrow leads "
	     "from a store to the load that sees it. The numbers are ticks of the TSC, and lines "
	     "of the code below.</p>\n<figure class=\"wide\">\n",
	     sketch->title, violation_name(sketch->finding->violation),
	     violation_meaning(sketch->finding->violation));
	svg_draw(out, sketch, false);
	fputs("</figure>\n", out);
	put_table(out, sketch);
	put_sources(out, sketch);
	fputs("<h2>The finding</h2>\n<p>Saved as a file, <code>warpage replay FILE</code> runs it "
	      "again.</p>\n<div class=\"wide\"><pre>",
	      out);
	html(out, "%T", sketch->export->text);
	html(out, "</pre></div>\n<p>by %s</p>\n</body></html>\n", version_line);
	return true;
}
