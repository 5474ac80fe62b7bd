/*
 * The columns of a finding as a picture: the host left, guests right, time downwards, and an arrow from each store to the
 * loads that see it. Whatever a colour says is said by a line's pattern and by words as well, and all of it is text that a
 * screen reader finds in the order of time. Light or dark, as the reader's screen is.
 */
#include <inttypes.h>
#include <string.h>

#include "export/sketch.h"
#include "file/text.h"
#include "report/html/html.h"

#define CHARACTER 7.85 /* pixels, of a font of 13 */
#define ROW 21
#define TOP 74 /* of the first row */
#define MARGIN 16
#define NUMBER 44 /* of lines of source */
#define LANE 120  /* for arrows, left of each column of reads */
#define PATTERNS 4

struct drawing {
	FILE *out;
	const struct sketch *sketch;
	int left[16];  /* of each column */
	int noted[16]; /* and its notes, from there on */
	int tsc;       /* where the numbers on the left end */
	int width, height, first;
};

static const char style[] =
	".wp-paper{fill:#fff}.wp text{font:13px ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,"
	"monospace;fill:#1b1f24;white-space:pre}"
	".wp .wp-title{font-weight:bold}.wp .wp-soft{fill:#57606a}"
	".wp .wp-odd{font-weight:bold;fill:#a01414}"
	".wp-rule{stroke:#d0d7de;stroke-width:1}.wp-halo{stroke:#fff;stroke-width:5px;"
	"stroke-linejoin:round;paint-order:stroke}"
	".wp-arrow{fill:none;stroke-width:1.6}.wp-0{stroke:#57606a;stroke-dasharray:2 4}"
	".wp-1{stroke:#0b5cad}.wp-2{stroke:#8a4600;stroke-dasharray:9 4}"
	".wp-3{stroke:#6b2fb3;stroke-dasharray:9 3 2 3}.wp-bad{stroke-width:3.2}"
	".wp-head{stroke:none}.wp-head.wp-0{fill:#57606a}.wp-head.wp-1{fill:#0b5cad}"
	".wp-head.wp-2{fill:#8a4600}.wp-head.wp-3{fill:#6b2fb3}"
	"@media (prefers-color-scheme:dark){.wp-paper{fill:#14181d}.wp text{fill:#e6eaef}"
	".wp .wp-soft{fill:#9aa5b1}.wp .wp-odd{fill:#ff9a90}.wp-rule{stroke:#39424d}"
	".wp-halo{stroke:#14181d}.wp-0{stroke:#9aa5b1}.wp-1{stroke:#6cb4ff}"
	".wp-2{stroke:#f0a860}.wp-3{stroke:#c9a2ff}.wp-head{stroke:none}"
	".wp-head.wp-0{fill:#9aa5b1}.wp-head.wp-1{fill:#6cb4ff}.wp-head.wp-2{fill:#f0a860}"
	".wp-head.wp-3{fill:#c9a2ff}}";

static const char *const patterns[PATTERNS] = {"dotted", "solid", "long dashes", "dash and dot"};

static unsigned int pattern_of(const struct drawing *drawing, const struct line *line)
{
	unsigned int update = sketch_update(drawing->sketch, line);

	return update ? 1 + (update - 1) % (PATTERNS - 1) : 0;
}

/* The words of a line before its note, and the note with where its source is if that is another file. */
static void line_text(const struct drawing *drawing, const struct line *line, char *out, char *note,
		      size_t size)
{
	const char *elsewhere = sketch_elsewhere(drawing->sketch, line);
	size_t length;

	snprintf(out, size, "%.*s", line->note ? line->note : (int)sizeof(line->text), line->text);
	length = strlen(out);
	while (length && out[length - 1] == ' ')
		out[--length] = '\0';
	snprintf(note, size, "%s%s%s%s", line->note ? line->text + line->note : "",
		 elsewhere ? "  (" : "", elsewhere ? elsewhere : "", elsewhere ? ")" : "");
}

static int text_width(const char *text)
{
	return (int)((double)strlen(text) * CHARACTER) + 1;
}

static void widen(struct drawing *drawing, int text)
{
	if (text + 2 * MARGIN > drawing->width)
		drawing->width = text + 2 * MARGIN;
}

/* What the patterns of the arrows are. Returns out. */
static char *legend(const struct drawing *drawing, char *out, size_t size)
{
	const struct sketch *sketch = drawing->sketch;
	struct text text = {.out = out, .size = size};
	bool used[PATTERNS] = {false};

	for (unsigned int i = 0; i < sketch->page.n; i++)
		if (sketch->page.lines[i].kind == LINE_LOAD)
			used[pattern_of(drawing, &sketch->page.lines[i])] = true;
	text_add(&text, "arrows: from the first store of what a load sees");
	for (unsigned int pattern = 0; pattern < PATTERNS; pattern++)
		if (used[pattern] && !pattern)
			text_add(&text, "; %s: the page as it started", patterns[pattern]);
		else if (used[pattern])
			text_add(&text, "; %s: update %u%s", patterns[pattern], pattern,
				 sketch->finding->schedule.nupdates > PATTERNS - 1 ? ", ..." : "");
	return out;
}

/* Where everything goes. */
static void place(struct drawing *drawing)
{
	const struct sketch *sketch = drawing->sketch;
	int x, hosts = print_hosts(sketch->finding);
	char text[512], note[256];
	int wide[16], notes[16];

	for (int column = 0; column < sketch->columns; column++) {
		wide[column] = text_width("the page as it started");
		notes[column] = 0;
	}
	drawing->tsc = MARGIN + 80;
	for (unsigned int i = 0; i < sketch->page.n; i++) {
		const struct line *line = &sketch->page.lines[i];

		snprintf(text, sizeof(text), "%" PRIu64, line->tsc);
		if (MARGIN + text_width(text) > drawing->tsc)
			drawing->tsc = MARGIN + text_width(text);
		line_text(drawing, line, text, note, sizeof(note));
		if (text_width(text) > wide[line->column])
			wide[line->column] = text_width(text);
		if (*note && text_width(note) > notes[line->column])
			notes[line->column] = text_width(note);
	}
	x = drawing->tsc;
	for (int column = 0; column < sketch->columns; column++) {
		x += column >= hosts ? LANE : MARGIN;
		drawing->left[column] = x;
		x += NUMBER + wide[column];
		drawing->noted[column] = x + MARGIN;
		x += notes[column] ? MARGIN + notes[column] : 0;
	}
	drawing->width = x + MARGIN;
	widen(drawing, text_width(sketch->title));
	widen(drawing, text_width(legend(drawing, text, sizeof(text))));
	drawing->first = TOP + (sketch->from_start ? ROW : 0);
	drawing->height = drawing->first + ROW * (int)sketch->page.n + 2 * ROW;
	for (const char *c = sketch->reason; *c; drawing->height += ROW) {
		size_t length = strcspn(c, "\n");

		widen(drawing, (int)((double)length * CHARACTER) + 1);
		c += length + (c[length] == '\n');
	}
}

static int row_of(const struct drawing *drawing, unsigned int i)
{
	return drawing->first + ROW * (int)i;
}

/* The row of the store that a load sees. */
static int row_seen(const struct drawing *drawing, const struct line *load)
{
	const struct page *page = &drawing->sketch->page;

	for (unsigned int i = 0; i < page->n && load->event >= 0; i++)
		if (page->lines[i].kind == LINE_STORE && page->lines[i].event == load->event)
			return row_of(drawing, i);
	return TOP;
}

/* Where the text of that row ends, in the host's column. */
static int end_of(const struct drawing *drawing, const struct line *load)
{
	const struct page *page = &drawing->sketch->page;
	char text[256], note[256];

	for (unsigned int i = 0; i < page->n && load->event >= 0; i++) {
		const struct line *line = &page->lines[i];

		if (line->kind != LINE_STORE || line->event != load->event)
			continue;
		line_text(drawing, line, text, note, sizeof(text));
		return drawing->left[line->column] + NUMBER + text_width(text) + 6;
	}
	return drawing->left[0] + NUMBER + text_width("the page as it started") + 6;
}

/* Level out of the store's row, which nothing else stands in, then across the lane to the load. */
static void draw_arrow(const struct drawing *drawing, unsigned int i)
{
	const struct line *load = &drawing->sketch->page.lines[i];
	unsigned int pattern = pattern_of(drawing, load);
	int to = drawing->left[load->column] - 2, from = to - LANE + 22, start;
	int y = row_seen(drawing, load) - 4, end = row_of(drawing, i) - 4;

	start = end_of(drawing, load);
	if (start > from)
		from = start;
	html(drawing->out,
	     "<path class=\"wp-arrow wp-%d%s\" d=\"M%d %dH%dC%d %d %d %d %d %dH%d\"/>"
	     "<path class=\"wp-head wp-%d\" d=\"M%d %dl-8 -4v8z\"/>\n",
	     (int)pattern, load->odd ? " wp-bad" : "", start, y, from, from + 50, y, to - 56, end,
	     to - 10, end, to - 6, (int)pattern, to, end);
}

static void draw_line(const struct drawing *drawing, unsigned int i)
{
	const struct line *line = &drawing->sketch->page.lines[i];
	int x = drawing->left[line->column], y = row_of(drawing, i);
	char text[256], note[256], seen[96];

	line_text(drawing, line, text, note, sizeof(text));
	html(drawing->out,
	     "<g><text class=\"wp-soft\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%r</text>",
	     drawing->tsc, y, line->tsc);
	if (line->site)
		html(drawing->out,
		     "<text class=\"wp-soft wp-halo\" x=\"%d\" y=\"%d\" "
		     "text-anchor=\"end\">%r</text>",
		     x + NUMBER - 10, y, (u64)line->site->line);
	html(drawing->out, "<text class=\"wp-halo%s\" x=\"%d\" y=\"%d\" xml:space=\"preserve\">%s",
	     line->odd ? " wp-odd" : "", x + NUMBER, y, text);
	if (line->kind == LINE_LOAD)
		html(drawing->out, "<title>sees %s</title>",
		     sketch_seen(drawing->sketch, line, seen, sizeof(seen)));
	html(drawing->out, "</text>");
	if (*note)
		html(drawing->out, "<text class=\"wp-halo%s\" x=\"%d\" y=\"%d\">%s</text>",
		     line->odd ? " wp-odd" : "", drawing->noted[line->column], y, note);
	html(drawing->out, "</g>\n");
}

static void draw_heads(const struct drawing *drawing)
{
	const struct sketch *sketch = drawing->sketch;
	char name[32];

	html(drawing->out,
	     "<rect class=\"wp-paper\" width=\"%d\" height=\"%d\"/>\n"
	     "<text class=\"wp-title\" x=\"%d\" y=\"26\" xml:space=\"preserve\">%S</text>\n"
	     "<text class=\"wp-soft\" x=\"%d\" y=\"50\" text-anchor=\"end\">tsc</text>\n"
	     "<path class=\"wp-rule\" d=\"M%d 57H%d\"/>\n",
	     drawing->width, drawing->height, MARGIN, sketch->title, drawing->tsc, MARGIN,
	     drawing->width - MARGIN);
	for (int column = 0; column < sketch->columns; column++)
		html(drawing->out,
		     "<text class=\"wp-soft\" x=\"%d\" y=\"50\" text-anchor=\"end\">line</text>"
		     "<text x=\"%d\" y=\"50\">%s</text>\n",
		     drawing->left[column] + NUMBER - 10, drawing->left[column] + NUMBER,
		     print_column(sketch->finding, column, name, sizeof(name)));
	if (sketch->from_start)
		html(drawing->out,
		     "<text class=\"wp-soft\" x=\"%d\" y=\"%d\">the page as it started</text>\n",
		     drawing->left[0] + NUMBER, TOP);
}

/* What was returned, and what the patterns of the arrows are. */
static void draw_foot(const struct drawing *drawing)
{
	const struct sketch *sketch = drawing->sketch;
	int y = row_of(drawing, sketch->page.n) + 10;
	char text[512];

	for (const char *c = sketch->reason; *c; y += ROW) {
		int length = (int)strcspn(c, "\n");

		snprintf(text, sizeof(text), "%.*s", length, c);
		html(drawing->out, "<text x=\"%d\" y=\"%d\">%s</text>\n", MARGIN, y, text);
		c += length + (c[length] == '\n');
	}
	html(drawing->out, "<text class=\"wp-soft\" x=\"%d\" y=\"%d\">%s</text>\n", MARGIN, y,
	     legend(drawing, text, sizeof(text)));
}

void svg_draw(FILE *out, const struct sketch *sketch, bool alone)
{
	struct drawing drawing = {.out = out, .sketch = sketch};

	place(&drawing);
	html(out,
	     "<svg class=\"wp\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
	     "width=\"%d\" height=\"%d\" role=\"%s\" aria-label=\"%S\">\n",
	     drawing.width, drawing.height, drawing.width, drawing.height,
	     alone ? "graphics-document" : "img", sketch->title);
	html(out, "<title>%S</title>\n<style>", sketch->title);
	fputs(style, out);
	html(out, "</style>\n");
	draw_heads(&drawing);
	for (unsigned int i = 0; i < sketch->page.n; i++)
		if (sketch->page.lines[i].kind == LINE_LOAD)
			draw_arrow(&drawing, i);
	for (unsigned int i = 0; i < sketch->page.n; i++)
		draw_line(&drawing, i);
	draw_foot(&drawing);
	html(out, "</svg>\n");
}

bool svg_write(FILE *out, const struct sketch *sketch)
{
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?><!-- warpage export: svg -->\n", out);
	svg_draw(out, sketch, true);
	return true;
}
