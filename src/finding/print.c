/* Prints a finding in two columns, of lines that columns.c makes and print_layout.c arranges. */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "file/show.h"
#include "finding/print_layout.h"
#include "protocols/registry.h"

#define HANG 6	     /* columns before the rest of a line that was too long */
#define HANG_BELOW 9 /* ... of one that stands below who it is */

static const struct console nowhere; /* a file */

static void print_head(FILE *out, const struct console *console, const struct finding *finding)
{
	char names[3][REGISTRY_NAME], kind[32], *text = NULL;
	size_t size, n = 0;
	FILE *head = open_memstream(&text, &size);

	for (const char *c = violation_name(finding->violation); *c && n < sizeof(kind); c++)
		kind[n++] = (char)toupper((unsigned char)*c);
	if (!head)
		return;
	console_put(head, console, PAINT_WRONG, kind, n);
	fprintf(head, "  %s: host %s x guest %s   (model %s",
		registry_spell(finding->format->name, names[0], sizeof(names[0])),
		registry_spell(finding->host->name, names[1], sizeof(names[1])),
		registry_spell(finding->guest->name, names[2], sizeof(names[2])),
		model_name(finding->model));
	if (finding->word == 32)
		fprintf(head, ", word 32");
	if (finding->execution)
		fprintf(head, ", execution %" PRIu64, finding->execution);
	fprintf(head, ")\n      %s\n      %s\n", finding->host->file, finding->guest->file);
	if (!fclose(head))
		console_fold(out, console, text, HANG);
	free(text);
	putc('\n', out);
}

/* What the columns are. */
static void print_columns(FILE *out, const struct print_layout *layout)
{
	int last = layout->hosts + layout->reads - 1;
	char name[32];

	if (layout->form == PRINT_STACKED)
		return;
	fprintf(out, "%*s  ", layout->tsc, "tsc");
	if (layout->form == PRINT_NAMED)
		fprintf(out, "%-*s line", layout->threads, "who");
	for (int column = 0; column <= last && layout->form < PRINT_NAMED; column++)
		fprintf(out, "line %-*s", column < last ? layout->columns[column] - 5 : 0,
			print_column(layout->finding, column, name, sizeof(name)));
	fputc('\n', out);
}

/* What it sees, and that it is odd, stand out. */
static void print_spelled(FILE *out, const struct console *console, const struct line *line,
			  const struct spelled *spelled)
{
	const char *note = spelled->text + spelled->note, *odd = strstr(note, "<- ");
	size_t seen =
		strcspn(note, ",:") < strcspn(note, "<") ? strcspn(note, ",:") : strcspn(note, "<");

	if (!spelled->note) {
		fputs(spelled->text, out);
		return;
	}
	while (seen && note[seen - 1] == ' ')
		seen--;
	fwrite(spelled->text, 1, (size_t)spelled->note, out);
	console_put(out, console, PAINT_SEEN, note, seen);
	if (!line->odd || !odd) {
		fputs(note + seen, out);
		return;
	}
	fwrite(note + seen, 1, (size_t)(odd - note) - seen, out);
	console_put(out, console, PAINT_WRONG, odd, strlen(odd));
}

/* The source stands behind the last column. */
static void print_code(FILE *out, const struct console *console, const struct print_layout *layout,
		       const struct line *line, int behind)
{
	char code[SPELLED], shown[SPELLED];

	if (!layout->code || !line->site ||
	    !console->source(line->site->file, line->site->line, code, sizeof(code)))
		return;
	show_string(code, shown, (size_t)layout->code + 1);
	fprintf(out, "%*s", behind, "");
	console_begin(out, console, PAINT_CODE);
	fprintf(out, "| %s", shown);
	console_end(out, console);
}

static void print_in_columns(FILE *out, const struct console *console,
			     const struct print_layout *layout, const struct line *line)
{
	int indent = 0, columns = 0;
	struct spelled spelled;

	for (int column = 0; column < layout->hosts + layout->reads; column++) {
		indent += column < line->column ? layout->columns[column] : 0;
		columns += layout->columns[column];
	}
	print_layout_spell(layout, line, &spelled);
	fprintf(out, "%*" PRIu64 "  %*s", layout->tsc, line->tsc, indent, "");
	print_spelled(out, console, line, &spelled);
	print_code(out, console, layout, line, columns - indent - (int)strlen(spelled.text));
	fputc('\n', out);
}

/* One below the other; before: the line above, or NULL. */
static void print_below(FILE *out, const struct console *console, const struct print_layout *layout,
			const struct line *line, const struct line *before)
{
	char name[32], *text = NULL;
	struct spelled spelled;
	size_t size;
	FILE *whole;

	print_column(layout->finding, line->column, name, sizeof(name));
	print_layout_spell(layout, line, &spelled);
	if (layout->form == PRINT_NAMED) {
		fprintf(out, "%*" PRIu64 "  %-*s ", layout->tsc, line->tsc, layout->threads, name);
		print_spelled(out, console, line, &spelled);
		fputc('\n', out);
		return;
	}
	if (!before || before->tsc != line->tsc || before->column != line->column)
		fprintf(out, "%" PRIu64 "  %s\n", line->tsc, name);
	whole = open_memstream(&text, &size);
	if (!whole)
		return;
	print_spelled(whole, console, line, &spelled);
	putc('\n', whole);
	if (!fclose(whole))
		console_fold(out, console, text, HANG_BELOW);
	free(text);
}

static void print_reason(FILE *out, const struct console *console, const struct finding *finding,
			 const struct oracle *oracle)
{
	char *text = NULL;
	size_t size;
	FILE *reason = open_memstream(&text, &size);

	if (!reason)
		return;
	finding_print_reason(reason, finding, oracle);
	if (!fclose(reason))
		console_fold(out, console, text, HANG);
	free(text);
}

void finding_print(FILE *out, const struct finding *finding, struct machine *machine,
		   const struct oracle *oracle, const char *path, const struct console *console)
{
	struct print_layout layout;
	struct page page;

	if (!console)
		console = &nowhere;
	if (!print_page(&page, finding, machine))
		return;
	print_layout_choose(&layout, &page, console);
	print_head(out, console, finding);
	print_columns(out, &layout);
	for (unsigned int i = 0; i < page.n; i++)
		if (layout.form < PRINT_NAMED)
			print_in_columns(out, console, &layout, &page.lines[i]);
		else
			print_below(out, console, &layout, &page.lines[i],
				    i ? &page.lines[i - 1] : NULL);
	fprintf(out, "\n");
	print_reason(out, console, page.shown ? page.shown : finding, oracle);
	if (path)
		show(out, "replay:  warpage replay %s\n", path);
	print_page_free(&page);
}
