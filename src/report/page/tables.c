/* Tables. Long ones are cut, and say so. */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "report/html/html.h"
#include "report/page/sections.h"

/* Names of columns, separated by '|'; a '#' before one of numbers. */
static void print_columns(FILE *out, const char *columns)
{
	char name[64];

	while (*columns) {
		size_t length = strcspn(columns, "|");
		bool number = *columns == '#';

		snprintf(name, sizeof(name), "%.*s", (int)(length - number), columns + number);
		html(out,
		     number ? "<th scope=\"col\" class=\"n\">%s</th>" : "<th scope=\"col\">%s</th>",
		     name);
		columns += length + (columns[length] == '|');
	}
	html(out, "</tr></thead><tbody>\n");
}

static void print_violation(FILE *out, const struct history *history, u32 i)
{
	const struct log_violation *violation = ITEM(history, violations, log_violation, i);
	const struct log_pair *pair = ITEM(history, pairs, log_pair, violation->pair);
	const struct log_explained *explained =
		violation->explained == NAMES_NONE
			? NULL
			: ITEM(history, explained, log_explained, violation->explained);

	html(out, "<tr><th scope=\"row\">%s</th><td>", log_kind_name(violation->kind));
	section_title(out, ITEM(history, titles, log_title, pair->title));
	html(out,
	     "<br/><small>%s%s%s</small></td><td>%t"
	     "</td><td>%s</td><td class=\"n\">",
	     pair->format, pair->placement[0] ? ", " : "", pair->placement, violation->unix_time,
	     history_host_of(history, violation->run));
	if (violation->has_cpu)
		html(out, "%r", (u64)violation->cpu);
	else
		html(out, "%s", NULL);
	html(out, "</td><td class=\"n\">");
	if (violation->has_value)
		html(out, "%r", (u64)violation->value);
	else
		html(out, "%s", violation->fell_back ? "fell back" : NULL);
	html(out, "</td><td class=\"n\">");
	if (violation->has_ticks)
		html(out, "%n", violation->ticks);
	html(out, "</td><td class=\"n\">%n</td><td>%s", violation->lines,
	     !explained	       ? "not explained in the log"
	     : explained->text ? explained->text
			       : "no execution explains it");
	if (explained && explained->finding)
		html(out, "<br/><code>warpage replay %s</code>", explained->finding);
	html(out, "</td></tr>\n");
}

static void print_pair(FILE *out, const struct history *history, u32 i)
{
	const struct log_pair *pair = ITEM(history, pairs, log_pair, i);
	const struct log_counts *counts = &pair->counts;
	unsigned int not_seen = history_not_seen(history, pair);
	const char *source = ITEM(history, titles, log_title, pair->title)->source;
	char kinds[400], words[200];

	html(out, "<tr><td>%s</td><td>%s", pair->format, pair->host);
	if (source[0])
		html(out, "<br/><small>%s</small>", source);
	html(out,
	     "</td><td>%s</td><td>%s</td><td class=\"n\">%l</td>"
	     "<td class=\"n\">%n</td><td class=\"n\">%n</td><td class=\"n\">%n</td>"
	     "<td class=\"n\">%p</td><td class=\"n\">%n</td><td>%s</td><td>%s</td></tr>\n",
	     pair->guest, pair->placement, counts->seconds, counts->reads, counts->updates,
	     counts->overlapped, (double)counts->overlapped / (double)counts->stamped,
	     counts->unjudged, section_kinds(counts, kinds, sizeof(kinds)),
	     not_seen ? section_not_seen(not_seen, words, sizeof(words)) : section_grade(counts));
}

static void print_machine(FILE *out, const struct history *history, u32 i)
{
	const struct log_machine *machine = ITEM(history, machines, log_machine, i);
	const struct log_counts *counts = &machine->counts;
	char kinds[400];

	html(out,
	     "<tr><th scope=\"row\">%s</th><td>%s<br/><small>%s</small></td><td class=\"n\">%n</td>"
	     "<td class=\"n\">%q</td><td class=\"n\">%q</td><td class=\"n\">%l</td>"
	     "<td class=\"n\">%p</td><td class=\"n\">%n</td><td class=\"n\">%n</td>"
	     "<td class=\"n\">%n</td><td>%s</td></tr>\n",
	     history_host(machine), machine->cpu, machine->cpu_id, machine->cpus,
	     machine->tsc_hz > 0 ? machine->tsc_hz / 1e9 : NAN,
	     machine->tsc_hz > 0 ? 1e12 / machine->tsc_hz : NAN, counts->seconds,
	     counts->stolen / counts->seconds, counts->reads, counts->updates, counts->overlapped,
	     section_kinds(counts, kinds, sizeof(kinds)));
}

static void print_notice(FILE *out, const struct history *history, u32 i)
{
	const struct log_notice *notice = ITEM(history, notices, log_notice, i);

	html(out, "<tr><td>%t</td><td>%s</td><td>%s</td><td>%s</td></tr>\n", notice->unix_time,
	     history_host_of(history, notice->run), notice->what, notice->text);
}

/* words->clock is what `warpage cpu` would say, as far as the short look before the run went. */
static void print_run(FILE *out, const struct history *history, u32 i)
{
	const struct log_run *run = ITEM(history, runs, log_run, i);
	const struct log_words *words = run->words;

	html(out,
	     "<tr><td "
	     "class=\"n\">%d</td><td>%s</td><td>%s%s%s</td><td>%s</td><td>%s</td><td>%t</td>"
	     "<td>%t</td><td class=\"n\">%l</td><td>%s</td><td>%s",
	     (int)i + 1, run->name, words->version ? words->version : "(not said)",
	     words->commit ? " " : "", words->commit ? words->commit : "",
	     history_host_of(history, i), words->kernel, run->begin, run->end, run->counts.seconds,
	     !run->ended      ? "(no end: killed or going on)"
	     : words->verdict ? words->verdict
			      : "(not said)",
	     words->clock);
	if (words->probes)
		html(out, "<br/><small>rests on %n probes</small>", words->probes);
	html(out, "</td><td>%S</td></tr>\n", words->parameters ? words->parameters : "");
}

static void print_file(FILE *out, const struct history *history, u32 i)
{
	const struct log_file *file = ITEM(history, files, log_file, i);

	html(out,
	     "<tr><td>%s</td><td class=\"n\">%n</td><td class=\"n\">%n</td><td class=\"n\">%n</td>"
	     "<td>%s</td></tr>\n",
	     file->path, file->lines, file->repeated, file->broken,
	     file->cut ? "cut short, left out" : "whole");
}

struct table {
	const char *title, *note, *columns;
	size_t array; /* of what there is a row for each: an offset in the history */
	bool always;  /* also without a row */
	void (*print)(FILE *out, const struct history *history, u32 i);
};

static const struct table violations = {
	"Violations",
	"The first of each kind that a machine found of a pair. The ticks are those "
	"between the stamps around the read.",
	"kind|pair|first, UTC|machine|#CPU|#value|#ticks|#lines|explained",
	offsetof(struct history, violations),
	false,
	print_violation};

static const struct table tables[] = {
	{"Pairs and placements", "Overlaps are few below a million overlapped reads.",
	 "format|host|guest|placement|#raced|#reads|#updates|#overlapped|#share|#unjudged|"
	 "violations|verdict",
	 offsetof(struct history, pairs), true, print_pair},
	{"Machines", NULL,
	 "machine|CPU|#CPUs|#TSC, GHz|#1,000 ticks, ns|#raced|#stolen|#reads|#updates|"
	 "#overlapped|violations",
	 offsetof(struct history, machines), true, print_machine},
	{"Notices", "What the machines themselves did meanwhile, and what live clocks came to.",
	 "UTC|machine|what|text", offsetof(struct history, notice_times), false, print_notice},
	{"Runs and their parameters", NULL,
	 "#no.|run|warpage|machine|kernel|begin, UTC|end, UTC|#raced|verdict|the CPU's "
	 "clock|parameters",
	 offsetof(struct history, runs), true, print_run},
	{"Logs",
	 "Lines that another log had already given were counted once. Not understood: lines that "
	 "are no JSON, have a number out of its range, or are longer than 256 KiB.",
	 "file|#lines|#given twice|#not understood|last line", offsetof(struct history, files),
	 true, print_file},
};

static void print_table(FILE *out, const struct history *history, const struct table *table)
{
	size_t rows = ((const struct log_array *)((const char *)history + table->array))->count;

	if (!rows && !table->always)
		return;
	html(out, "<section><h2>%s</h2>\n", table->title);
	if (table->note)
		html(out, "<p>%s</p>\n", table->note);
	html(out, "<div class=\"wide\"><table><thead><tr>");
	print_columns(out, table->columns);
	for (u32 i = 0; i < rows && i < SHOWN; i++)
		table->print(out, history, i);
	html(out, "</tbody></table></div>\n");
	if (rows > SHOWN)
		html(out, "<p>The first %d of %n.</p>\n", SHOWN, (u64)rows);
	html(out, "</section>\n");
}

#define TRACES 50
#define TRACES_OPEN 3 /* the others are opened by the reader */

/* The findings that explain them, one of each kind of a pair. */
static void print_traces(FILE *out, const struct history *history)
{
	u64 n = 0;

	for (u32 t = 0; t < history->titles.count; t++)
		for (int kind = 0; kind < LOG_KINDS; kind++) {
			const struct log_title *title = ITEM(history, titles, log_title, t);
			const struct log_explained *explained =
				title->explained[kind] == NAMES_NONE
					? NULL
					: ITEM(history, explained, log_explained,
					       title->explained[kind]);

			if (!explained || !explained->trace || n++ >= TRACES)
				continue;
			html(out, n <= TRACES_OPEN ? "<details open=\"open\">" : "<details>");
			html(out, "<summary>%s: ", log_kind_name((unsigned int)kind));
			section_title(out, title);
			html(out, "</summary><div class=\"wide\"><pre>%T</pre></div></details>\n",
			     explained->trace);
		}
	if (n > TRACES)
		html(out, "<p>The first %d of %n.</p>\n", TRACES, n);
}

void section_violations(FILE *out, const struct history *history)
{
	print_table(out, history, &violations);
	print_traces(out, history);
}

void section_tables(FILE *out, const struct history *history)
{
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
		print_table(out, history, &tables[i]);
}
