/* Tables. Long ones are cut, and say so. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/html/html.h"
#include "report/page/sections.h"

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
	if (rows > SHOWN)
		html(out, "<p>The first %d of %n.</p>\n", SHOWN, (u64)rows);
	html(out, "</section>\n");
}

static void print_violation(FILE *out, const struct history *history,
			    const struct log_violation *violation)
{
	const struct log_pair *pair = ITEM(history, pairs, log_pair, violation->pair);
	const struct log_explained *explained =
		violation->explained == NAMES_NONE
			? NULL
			: ITEM(history, explained, log_explained, violation->explained);

	html(out,
	     "<tr><th scope=\"row\">%s</th><td>%s &#215; %s<br/><small>%s%s%s</small></td><td>%t"
	     "</td><td>%s</td><td class=\"n\">",
	     log_kind_name(violation->kind), pair->host, pair->guest, pair->format,
	     pair->placement[0] ? ", " : "", pair->placement, violation->unix_time,
	     history_host(history, violation->run));
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

void section_violations(FILE *out, const struct history *history)
{
	size_t n = history->violations.count;

	if (!n)
		return;
	open_table(out, "Violations",
		   "The first of each kind that a machine found of a pair. The ticks are those "
		   "between the stamps around the read.");
	print_columns(out, "kind|pair|first, UTC|machine|#CPU|#value|#ticks|#lines|explained");
	for (size_t i = 0; i < n && i < SHOWN; i++)
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
	for (size_t i = 0; i < n && i < SHOWN; i++) {
		const struct log_pair *pair = ITEM(history, pairs, log_pair, i);
		const struct log_counts *counts = &pair->counts;
		unsigned int not_seen = history_not_seen(history, pair);

		html(out,
		     "<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td class=\"n\">%l</td>"
		     "<td class=\"n\">%n</td><td class=\"n\">%n</td><td class=\"n\">%n</td>"
		     "<td class=\"n\">%p</td><td class=\"n\">%n</td><td>%s</td><td>%s</td></tr>\n",
		     pair->format, pair->host, pair->guest, pair->placement, counts->seconds,
		     counts->reads, counts->updates, counts->overlapped,
		     (double)counts->overlapped / (double)counts->stamped, counts->unjudged,
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
	for (size_t i = 0; i < n && i < SHOWN; i++) {
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
	if (!history->notices.count)
		return;
	open_table(out, "Notices",
		   "What the machines themselves did meanwhile, and what live clocks came to.");
	print_columns(out, "UTC|machine|what|text");
	for (size_t i = 0; i < history->notices.count; i++) {
		const struct log_notice *notice = ITEM(history, notices, log_notice, i);

		html(out, "<tr><td>%t</td><td>%s</td><td>%s</td><td>%s</td></tr>\n",
		     notice->unix_time, history_host(history, notice->run), notice->what,
		     notice->text);
	}
	close_table(out, history->notice_times.count);
}

/* words->clock is what `warpage cpu` would say, as far as the short look before the run went. */
static void print_run(FILE *out, const struct history *history, u32 i)
{
	const struct log_run *run = ITEM(history, runs, log_run, i);
	const struct log_words *words = run->words;

	html(out,
	     "<tr><td class=\"n\">%d</td><td>%s</td><td>%s</td><td>%s</td><td>%t</td>"
	     "<td>%t</td><td class=\"n\">%l</td><td>%s</td><td>%s",
	     (int)i + 1, run->name, history_host(history, i), words->kernel, run->begin, run->end,
	     run->counts.seconds,
	     !run->ended      ? "(no end: killed or going on)"
	     : words->verdict ? words->verdict
			      : "(not said)",
	     words->clock);
	if (words->probes)
		html(out, "<br/><small>rests on %n probes</small>", words->probes);
	html(out, "</td><td>%S</td></tr>\n", words->parameters ? words->parameters : "");
}

void section_runs(FILE *out, const struct history *history)
{
	size_t n = history->runs.count;

	open_table(out, "Runs and their parameters", NULL);
	print_columns(out, "#no.|run|machine|kernel|begin, UTC|end, UTC|#raced|verdict|"
			   "the CPU's clock|parameters");
	for (u32 i = 0; i < n && i < SHOWN; i++)
		print_run(out, history, i);
	close_table(out, n);
}

void section_files(FILE *out, const struct history *history)
{
	size_t n = history->files.count;

	open_table(
		out, "Logs",
		"Lines that another log had already given were counted once. Not understood: lines "
		"that are no JSON, have a number out of its range, or are longer than 256 KiB.");
	print_columns(out, "file|#lines|#given twice|#not understood|last line");
	for (size_t i = 0; i < n && i < SHOWN; i++) {
		const struct log_file *file = ITEM(history, files, log_file, i);

		html(out,
		     "<tr><td>%s</td><td class=\"n\">%n</td><td class=\"n\">%n</td>"
		     "<td class=\"n\">%n</td><td>%s</td></tr>\n",
		     file->path, file->lines, file->repeated, file->broken,
		     file->cut ? "cut short, left out" : "whole");
	}
	close_table(out, n);
}
