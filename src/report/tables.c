/* Tables. Long ones are cut, and say so. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/html.h"
#include "report/sections.h"

#define ROWS_MAX 200

static const char *string(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

static void open_table(FILE *out, const char *title, const char *note)
{
	html(out, "<section><h2>%s</h2>\n", title);
	if (note)
		html(out, "<p>%s</p>\n", note);
	html(out, "<div class=\"wide\"><table><thead><tr>");
}

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

static void close_table(FILE *out, size_t rows)
{
	html(out, "</tbody></table></div>\n");
	if (rows > ROWS_MAX)
		html(out, "<p>The first %d of %n.</p>\n", ROWS_MAX, (u64)rows);
	html(out, "</section>\n");
}

/* A value as text: numbers in digits, arrays and objects as JSON. */
static void print_value(FILE *out, const json_t *value)
{
	char *text;

	if (json_is_string(value)) {
		html(out, "%s", json_string_value(value));
		return;
	}
	text = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
	html(out, "%s", text);
	free(text);
}

static void print_violation(FILE *out, const struct history *history,
			    const struct log_violation *violation)
{
	const struct log_pair *pair = ITEM(history, pairs, log_pair, violation->pair);
	const json_t *line = violation->line, *value = json_object_get(line, "value");
	const json_t *start = json_object_get(line, "start"), *end = json_object_get(line, "end");
	const char *finding = string(violation->explained, "finding");
	const char *text = string(violation->explained, "text");

	html(out,
	     "<tr><th scope=\"row\">%s</th><td>%s &#215; %s<br/><small>%s%s%s</small></td><td>%t"
	     "</td><td>%s</td><td class=\"n\">",
	     log_kind_name(violation->kind), pair->host, pair->guest, pair->format,
	     pair->placement[0] ? ", " : "", pair->placement, violation->unix_time,
	     history_host(history, violation->run));
	print_value(out, json_object_get(line, "cpu"));
	html(out, "</td><td class=\"n\">");
	if (json_is_integer(value))
		html(out, "%r", (u64)json_integer_value(value));
	else
		html(out, "%s", json_is_null(value) ? "fell back" : NULL);
	html(out, "</td><td class=\"n\">");
	if (json_is_integer(start) && json_is_integer(end))
		html(out, "%n", (u64)json_integer_value(end) - (u64)json_integer_value(start));
	html(out, "</td><td class=\"n\">%n</td><td>%s", violation->lines,
	     text		    ? text
	     : violation->explained ? "no execution explains it"
				    : "not explained in the log");
	if (finding)
		html(out, "<br/><code>warpage replay %s</code>", finding);
	html(out, "</td></tr>\n");
}

void section_violations(FILE *out, const struct history *history)
{
	size_t n = history->violations.count;

	if (!n)
		return;
	open_table(out, "Violations",
		   "The first of each kind that a machine found of a pair. The ticks are those "
		   "between the stamps around the read.");
	print_columns(out, "kind|pair|first, UTC|machine|#CPU|#value|#ticks|#lines|explained");
	for (size_t i = 0; i < n && i < ROWS_MAX; i++)
		print_violation(out, history, ITEM(history, violations, log_violation, i));
	close_table(out, n);
}

void section_pairs(FILE *out, const struct history *history)
{
	size_t n = history->pairs.count;
	char kinds[400], words[200];

	open_table(out, "Pairs and placements",
		   "Clean is called thin below a million overlapped reads.");
	print_columns(out, "format|host|guest|placement|#raced|#reads|#updates|#overlapped|#share|"
			   "#unjudged|violations|verdict");
	for (size_t i = 0; i < n && i < ROWS_MAX; i++) {
		const struct log_pair *pair = ITEM(history, pairs, log_pair, i);
		const struct log_counts *counts = &pair->counts;
		unsigned int not_seen = history_not_seen(history, pair);

		html(out,
		     "<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td class=\"n\">%l</td>"
		     "<td class=\"n\">%n</td><td class=\"n\">%n</td><td class=\"n\">%n</td>"
		     "<td class=\"n\">%p</td><td class=\"n\">%n</td><td>%s</td><td>%s</td></tr>\n",
		     pair->format, pair->host, pair->guest, pair->placement, counts->seconds,
		     counts->reads, counts->updates, counts->overlapped,
		     (double)counts->overlapped / (double)counts->stamped, counts_unjudged(counts),
		     section_kinds(counts, kinds, sizeof(kinds)),
		     not_seen ? section_not_seen(not_seen, words, sizeof(words))
			      : section_grade(counts));
	}
	close_table(out, n);
}

void section_machines(FILE *out, const struct history *history)
{
	size_t n = history->machines.count;
	char kinds[400];

	open_table(out, "Machines", NULL);
	print_columns(out, "machine|CPU|#CPUs|#TSC, GHz|#1,000 ticks, ns|#raced|#stolen|#reads|"
			   "#updates|#overlapped|violations");
	for (size_t i = 0; i < n && i < ROWS_MAX; i++) {
		const struct log_machine *machine = ITEM(history, machines, log_machine, i);
		const struct log_counts *counts = &machine->counts;

		html(out,
		     "<tr><th scope=\"row\">%s</th><td>%s<br/><small>%s</small></td>"
		     "<td class=\"n\">%n</td>"
		     "<td class=\"n\">%q</td><td class=\"n\">%q</td><td class=\"n\">%l</td>"
		     "<td class=\"n\">%p</td><td class=\"n\">%n</td><td class=\"n\">%n</td>"
		     "<td class=\"n\">%n</td><td>%s</td></tr>\n",
		     machine->host[0] ? machine->host : "(unknown)", machine->cpu, machine->cpu_id,
		     machine->cpus, machine->tsc_hz > 0 ? machine->tsc_hz / 1e9 : NAN,
		     machine->tsc_hz > 0 ? 1e12 / machine->tsc_hz : NAN, counts->seconds,
		     counts->stolen / counts->seconds, counts->reads, counts->updates,
		     counts->overlapped, section_kinds(counts, kinds, sizeof(kinds)));
	}
	close_table(out, n);
}

void section_notices(FILE *out, const struct history *history)
{
	size_t n = history->notices.count;

	if (!n)
		return;
	open_table(out, "Notices",
		   "What the machines themselves did meanwhile, and what live clocks came to.");
	print_columns(out, "UTC|machine|what|text");
	for (size_t i = 0; i < n && i < ROWS_MAX; i++) {
		const struct log_notice *notice = ITEM(history, notices, log_notice, i);

		html(out, "<tr><td>%t</td><td>%s</td><td>%s</td><td>%s</td></tr>\n",
		     notice->unix_time, history_host(history, notice->run),
		     string(notice->line, "what"), string(notice->line, "text"));
	}
	close_table(out, n);
}

static void print_parameters(FILE *out, const json_t *start)
{
	json_t *parameters = json_object_get(start, "parameters"), *value;
	const char *name;
	int n = 0;

	json_object_foreach(parameters, name, value)
	{
		html(out, "%s%s&#160;", n++ ? ", " : "", name);
		print_value(out, value);
	}
}

/* What `warpage cpu` would say, as far as the short look before the run went. */
static void print_clock(FILE *out, const json_t *start)
{
	const json_t *clock = json_object_get(start, "cpu_clock");

	html(out, "%s", string(clock, "text"));
	if (json_whole(clock, "probes"))
		html(out, "<br/><small>rests on %n probes</small>", json_whole(clock, "probes"));
}

void section_runs(FILE *out, const struct history *history)
{
	size_t n = history->runs.count;

	open_table(out, "Runs and their parameters", NULL);
	print_columns(out, "#no.|run|machine|kernel|begin, UTC|end, UTC|#raced|verdict|"
			   "the CPU's clock|parameters");
	for (size_t i = 0; i < n && i < ROWS_MAX; i++) {
		const struct log_run *run = ITEM(history, runs, log_run, i);
		const char *verdict = string(run->end_line, "verdict");

		html(out,
		     "<tr><td class=\"n\">%d</td><td>%s</td><td>%s</td><td>%s</td><td>%t</td>"
		     "<td>%t</td><td class=\"n\">%l</td><td>%s</td><td>",
		     (int)i + 1, run->name, history_host(history, (unsigned int)i),
		     string(json_object_get(run->start, "machine"), "kernel"), run->begin, run->end,
		     run->counts.seconds,
		     !run->end_line ? "(no end: killed or going on)"
		     : verdict	    ? verdict
				    : "(not said)");
		print_clock(out, run->start);
		html(out, "</td><td>");
		print_parameters(out, run->start);
		html(out, "</td></tr>\n");
	}
	close_table(out, n);
}

void section_files(FILE *out, const struct history *history)
{
	size_t n = history->files.count;

	open_table(out, "Logs", "Lines that another log had already given were counted once.");
	print_columns(out, "file|#lines|#given twice|#not understood|last line");
	for (size_t i = 0; i < n && i < ROWS_MAX; i++) {
		const struct log_file *file = ITEM(history, files, log_file, i);

		html(out,
		     "<tr><td>%s</td><td class=\"n\">%n</td><td class=\"n\">%n</td>"
		     "<td class=\"n\">%n</td><td>%s</td></tr>\n",
		     file->path, file->lines, file->repeated, file->broken,
		     file->cut ? "cut short, left out" : "whole");
	}
	close_table(out, n);
}
