/* Finds the widest layout that fits. */
#include "finding/print_layout.h"

#include <inttypes.h>
#include <string.h>

#include "file/text.h"

#define CODE_LEAST 24 /* columns of the source, or it is left out */
#define CODE_MOST 71
#define NUMBER 5 /* columns of a line's number, and the blank behind it */

/* "NAME OP VALUE NOTE" in parts; name 0: it is not of that form. */
struct parts {
	int name, value, note; /* where they end, and where the note begins */
	const char *op;
};

static int wider(int width, int other)
{
	return width > other ? width : other;
}

static int trimmed(const char *text, int end)
{
	while (end > 0 && text[end - 1] == ' ')
		end--;
	return end;
}

static struct parts part(const struct line *line)
{
	const char *load = strstr(line->text, " -> "), *store = strstr(line->text, " = ");
	struct parts parts = {.op = load ? " -> " : " = "};
	const char *at = load ? load : store;

	if (!at)
		return (struct parts){0};
	parts.name = trimmed(line->text, (int)(at - line->text));
	parts.note = line->note ? line->note : (int)strlen(line->text);
	parts.value = trimmed(line->text, parts.note);
	return parts;
}

static bool is_of_host(const struct print_layout *layout, const struct line *line)
{
	return line->column < layout->hosts;
}

static const char *value_of(const struct line *line, const struct parts *parts, int *width)
{
	const char *value = strstr(line->text, parts->op) + strlen(parts->op);

	*width = (int)(line->text + parts->value - value);
	return value;
}

static void add_parts(const struct print_layout *layout, const struct line *line, struct text *text,
		      int *note)
{
	struct parts parts = part(line);
	const char *value;
	int width;

	if (!parts.name) {
		text_add(text, "%s", line->text);
		return;
	}
	value = value_of(line, &parts, &width);
	text_add(text, "%-*.*s%s%-*.*s", layout->names[!is_of_host(layout, line)], parts.name,
		 line->text, parts.op, line->note ? layout->values : 0, width, value);
	text_add(text, "%s", line->note ? " " : "");
	*note = line->note ? (int)text->used : 0;
	text_add(text, "%s", line->text + parts.note);
}

/* The file that a line of this column is in if nothing is said. */
static const char *file_of(const struct print_layout *layout, int column)
{
	const struct finding *finding = layout->finding;

	if (column >= layout->hosts || (finding->schedule.writers && column == 1))
		return finding->guest->file;
	return finding->host->file;
}

void print_layout_spell(const struct print_layout *layout, const struct line *line,
			struct spelled *spelled)
{
	struct text text = {.out = spelled->text, .size = sizeof(spelled->text)};

	spelled->note = 0;
	if (line->site)
		text_add(&text, "%4u ", line->site->line);
	else
		text_add(&text, "%*s", NUMBER, "");
	add_parts(layout, line, &text, &spelled->note);
	if (line->site && strcmp(line->site->file, file_of(layout, line->column)) != 0)
		text_add(&text, "  (%s)", line->site->file);
}

/* Of names and values, and of the TSC. */
static void measure_parts(struct print_layout *layout, const struct page *page)
{
	for (unsigned int i = 0; i < page->n; i++) {
		const struct line *line = &page->lines[i];
		struct parts parts = part(line);
		int *name = &layout->names[!is_of_host(layout, line)], value;

		layout->tsc = wider(layout->tsc, snprintf(NULL, 0, "%" PRIu64, line->tsc));
		if (!line->site || !parts.name)
			continue;
		*name = wider(*name, parts.name);
		value_of(line, &parts, &value);
		if (line->note)
			layout->values =
				wider(layout->values, value + (layout->form != PRINT_COLUMNS));
	}
}

/* What is before the texts, if all are in one column. */
static int indent_of(const struct print_layout *layout)
{
	return layout->tsc + 2 + layout->threads + 1;
}

/* Lay all out in that form; returns how wide the lines are. */
static int measure_as(struct print_layout *layout, const struct page *page, enum print_form form)
{
	int last = layout->hosts + layout->reads - 1, text = 0, wide = 0, indent = 0;
	bool usual = form == PRINT_COLUMNS;
	struct spelled spelled;
	char name[32];

	layout->form = form;
	layout->tsc = usual ? 8 : 3;
	layout->names[0] = usual ? 8 : 0;
	layout->names[1] = usual ? 9 : 0;
	layout->values = usual ? 12 : 0;
	layout->threads = 0;
	measure_parts(layout, page);
	for (int column = 0; column <= last; column++) {
		int length = (int)strlen(print_column(layout->finding, column, name, sizeof(name)));

		layout->threads = wider(layout->threads, length);
		layout->columns[column] =
			wider(NUMBER + length + 2, !usual		    ? 0
						   : column < layout->hosts ? COLUMN
									    : GUEST_COLUMN);
		wide = NUMBER + length;
	}
	for (unsigned int i = 0; i < page->n; i++) {
		int *column = &layout->columns[page->lines[i].column], length;

		print_layout_spell(layout, &page->lines[i], &spelled);
		length = (int)strlen(spelled.text);
		*column = wider(*column, length + 2);
		text = wider(text, length);
		if (page->lines[i].column == last)
			wide = wider(wide, length);
	}
	if (layout->form >= PRINT_NAMED)
		return indent_of(layout) + text;
	for (int column = 0; column < last; column++)
		indent += layout->columns[column];
	return layout->tsc + 2 + indent + wide;
}

/* How wide the source is. */
static int width_of_code(const struct page *page, const struct console *console)
{
	char code[SPELLED];
	int wide = 0;

	for (unsigned int i = 0; console->source && i < page->n; i++) {
		const struct site *site = page->lines[i].site;

		if (site && console->source(site->file, site->line, code, sizeof(code)))
			wide = wider(wide, (int)strlen(code));
	}
	return wide > CODE_MOST ? CODE_MOST : wide;
}

/* How many columns there are for it, beside all else. */
static int room_for_code(const struct print_layout *layout, const struct console *console)
{
	int taken = layout->tsc + 2 + 2; /* "| " */

	for (int column = 0; column < layout->hosts + layout->reads; column++)
		taken += layout->columns[column];
	return console->columns ? (int)console->columns - taken : CODE_MOST;
}

/* Beside columns as usual, or else beside narrower ones, even if it is cut there. */
static void place_code(struct print_layout *layout, const struct page *page,
		       const struct console *console)
{
	int width = width_of_code(page, console), room = room_for_code(layout, console);

	if (!width)
		return;
	if (room < width && layout->form == PRINT_COLUMNS) {
		measure_as(layout, page, PRINT_TIGHT);
		room = room_for_code(layout, console);
	}
	if (room >= CODE_LEAST || room >= width) {
		layout->code = room < width ? room : width;
	} else if (measure_as(layout, page, PRINT_COLUMNS) > (int)console->columns) {
		measure_as(layout, page, PRINT_TIGHT);
	}
}

void print_layout_choose(struct print_layout *layout, const struct page *page,
			 const struct console *console)
{
	*layout = (struct print_layout){.finding = page->finding,
					.hosts = print_hosts(page->finding),
					.reads = print_reads(page->finding)};
	for (enum print_form form = PRINT_COLUMNS;; form++)
		if (measure_as(layout, page, form) <= (int)console->columns || !console->columns ||
		    form == PRINT_STACKED)
			break;
	if (layout->form < PRINT_NAMED)
		place_code(layout, page, console);
}
