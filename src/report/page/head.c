/* The verdict, graded by how much it rests on. */
#include <string.h>

#include "report/html/html.h"
#include "report/page/sections.h"
#include "version/version.h"

#define THIN 1000000	   /* overlapped reads below which clean says little */
#define UNJUDGED_MUCH 0.01 /* share of the reads */

const char *section_grade(const struct log_counts *counts)
{
	if (counts_violations(counts))
		return "violation";
	if (!counts->overlapped)
		return counts->updates || !counts->reads ? "nothing tested" : "in order, no update";
	return counts->overlapped < THIN ? "clean, few overlaps" : "clean";
}

char *section_kinds(const struct log_counts *counts, char *out, size_t size)
{
	char number[NUMBER_MAX];
	size_t used = 0;

	snprintf(out, size, "none");
	for (int kind = 0; kind < LOG_KINDS && used < size; kind++)
		if (counts->violations[kind])
			used += (size_t)snprintf(out + used, size - used, "%s%s %s",
						 used ? ", " : "", log_kind_name(kind),
						 number_whole(counts->violations[kind], number));
	return out;
}

char *section_not_seen(unsigned int kinds, char *out, size_t size)
{
	size_t used = (size_t)snprintf(out, size, "not seen: ");

	for (int kind = 0; kind < LOG_KINDS && used < size; kind++)
		if (kinds >> kind & 1) {
			used += (size_t)snprintf(out + used, size - used, "%s%s",
						 log_kind_name(kind),
						 kinds >> kind > 1 ? ", " : "");
		}
	return out;
}

void section_title(FILE *out, const struct log_title *title)
{
	if (!title->source[0])
		html(out, "%s &#215; %s", title->host, title->guest);
	else if (strcmp(title->guest, "none"))
		html(out, "%s, read by %s", title->source, title->guest);
	else
		html(out, "%s", title->source);
}

/* Hosts with guests, each once. */
static void print_pairs(FILE *out, const struct history *history, unsigned int most)
{
	unsigned int printed = 0;

	for (u32 i = 0; i < history->pairs.count; i++) {
		const struct log_pair *pair = ITEM(history, pairs, log_pair, i);
		const struct log_title *title = ITEM(history, titles, log_title, pair->title);

		if (title->first_pair != i || printed++ >= most)
			continue;
		html(out, "%s", printed > 1 ? "; " : "");
		if (!title->source[0])
			html(out, "%s: ", title->format);
		section_title(out, title);
	}
	if (printed > most)
		html(out, "; and %d more", (int)(printed - most));
}

static void print_verdict(FILE *out, const struct history *history)
{
	const struct log_counts *total = &history->total;
	u64 violations = counts_violations(total);
	unsigned int clean = 0, wrong = 0, not_seen = 0;
	char kinds[400];

	for (unsigned int i = 0; i < history->pairs.count; i++) {
		const struct log_pair *pair = ITEM(history, pairs, log_pair, i);
		const struct log_counts *counts = &pair->counts;
		bool missed = history_not_seen(history, pair);

		wrong += counts_violations(counts) > 0;
		not_seen += missed;
		clean += !counts_violations(counts) && counts->overlapped && !missed;
	}
	if (violations) {
		html(out,
		     "<section class=\"verdict bad\"><h2>Violation</h2><p><b>%n violation%s</b> "
		     "(%s)",
		     violations, violations == 1 ? "" : "s",
		     section_kinds(total, kinds, sizeof(kinds)));
		if (clean || not_seen)
			html(out, ", in %d of %d pairs and placements", (int)wrong,
			     (int)(wrong + clean + not_seen));
		if (clean)
			html(out, "; %d %s clean", (int)clean, clean == 1 ? "was" : "were");
		if (not_seen)
			html(out,
			     "; %d showed nothing here, and <code>verify</code> calls %s wrong",
			     (int)not_seen, not_seen == 1 ? "it" : "them");
		html(out, ". Each was judged against the host's own log of what it published and "
			  "when: none is a guess.</p>\n");
	} else if (!total->overlapped && !total->updates && total->reads) {
		html(out,
		     "<section class=\"verdict good\"><h2>In order</h2><p>None of <b>%q "
		     "reads</b> went back. No update came by, so that is all that was "
		     "tested.</p>\n",
		     (double)total->reads);
	} else if (!total->overlapped) {
		html(out, "<section class=\"verdict none\"><h2>Nothing tested</h2><p>No read is "
			  "known to have overlapped an update, so that nothing could have gone "
			  "wrong. Race longer or with a higher pace.</p>\n");
	} else if (not_seen) {
		html(out,
		     "<section class=\"verdict none\"><h2>Not seen</h2><p><code>verify</code> "
		     "calls "
		     "%d of %d pairs and placements wrong, and the race has not shown it in <b>%q "
		     "reads</b> that are known to have overlapped an update. It may take longer, "
		     "another CPU, or an interrupt at one instruction.</p>\n",
		     (int)not_seen, (int)(clean + not_seen), (double)total->overlapped);
	} else {
		html(out,
		     "<section class=\"verdict good\"><h2>Clean%s</h2><p>None of the <b>%q "
		     "reads</b> that are known to have overlapped an update was wrong. If they "
		     "are independent, fewer than one in %q such reads goes wrong on these "
		     "machines (95 %% confidence). A clean race proves nothing: that is for "
		     "<code>warpage verify</code>.</p>\n",
		     total->overlapped < THIN ? ", but on few reads" : " as far as it was raced",
		     (double)total->overlapped, (double)total->overlapped / 3);
	}
	if (total->violations[VIOLATION_LATE_TSC])
		html(out,
		     "<p>%n TSC samples came late (late-tsc), by %n ticks at most: this CPU does "
		     "what "
		     "x86-manual allows and kernels do not expect. No violation of the protocol; a "
		     "second LFENCE, behind RDTSC, or RDTSCP;LFENCE ends it.</p>\n",
		     total->violations[VIOLATION_LATE_TSC], history->details.late_most);
	if (total->violations[VIOLATION_UNORDERED_TSC])
		html(out,
		     "<p>%n decreases without any update (unordered-tsc): interesting, but no "
		     "violation of the protocol.</p>\n",
		     total->violations[VIOLATION_UNORDERED_TSC]);
}

/* What makes the verdict weaker than it looks. */
static void print_doubts(FILE *out, const struct history *history)
{
	double share = (double)history->total.unjudged / (double)history->total.reads;
	unsigned int killed = 0, short_of = 0;

	for (unsigned int i = 0; i < history->runs.count; i++) {
		const struct log_run *run = ITEM(history, runs, log_run, i);

		killed += !run->ended;
		short_of += run->end_told && run->end_reads != run->counts.reads;
	}
	if (share > UNJUDGED_MUCH)
		html(out,
		     "<p>%p of the reads could not be judged: they are neither clean nor "
		     "violations.</p>\n",
		     share);
	if (killed)
		html(out,
		     "<p>%d of %d runs %s no end in the log: killed, or still going on. At most "
		     "a minute of counts of each is missing, and no violation.</p>\n",
		     (int)killed, (int)history->runs.count, killed == 1 ? "has" : "have");
	if (short_of)
		html(out,
		     "<p>The lines of %d run%s do not add up to the total at the end: lines of "
		     "the log are missing, and what they counted is not on this page.</p>\n",
		     (int)short_of, short_of == 1 ? "" : "s");
}

static void print_number(FILE *out, const char *id, const char *name, u64 value)
{
	html(out, "<div><dt>%s</dt><dd><data id=\"%s\" value=\"%r\" title=\"%n\">%q</data>", name,
	     id, value, value, (double)value);
}

static void print_numbers(FILE *out, const struct history *history)
{
	const struct log_counts *total = &history->total;
	const struct log_details *details = &history->details;
	u64 unjudged = total->unjudged, violations = counts_violations(total);
	double seconds = total->seconds;
	char kinds[400];

	html(out, "<dl class=\"numbers\">\n");
	print_number(out, "reads", "reads", total->reads);
	html(out, "<small>%q per second</small></dd></div>\n", (double)total->reads / seconds);
	print_number(out, "updates", "updates", total->updates);
	html(out, "<small>%q per second</small></dd></div>\n", (double)total->updates / seconds);
	print_number(out, "overlapped", "overlapped", total->overlapped);
	html(out, "<small>%p of %q stamped</small></dd></div>\n",
	     (double)total->overlapped / (double)total->stamped, (double)total->stamped);
	print_number(out, "violations", "violations", violations);
	html(out, "<small>%s</small></dd></div>\n",
	     violations ? section_kinds(total, kinds, sizeof(kinds)) : "none");
	print_number(out, "torn-updates", "torn updates", details->torn_updates);
	html(out, "<small>%p of all</small></dd></div>\n",
	     (double)details->torn_updates / (double)total->updates);
	print_number(out, "unjudged", "unjudged", unjudged);
	html(out, "<small>");
	for (int i = 0, n = 0; i < REASONS_MAX; i++)
		if (details->unjudged[i].count)
			html(out, "%s%s %q", n++ ? ", " : "", details->unjudged[i].name,
			     (double)details->unjudged[i].count);
	html(out, "%s</small></dd></div>\n</dl>\n", unjudged ? "" : "none");
}

void section_head(FILE *out, const struct history *history)
{
	html(out, "<header>\n<p>%s: report of a race</p><h1>", version_line);
	print_pairs(out, history, 3);
	html(out, "</h1>\n<p>%d machine%s (", (int)history->machines.count,
	     history->machines.count == 1 ? "" : "s");
	for (unsigned int i = 0; i < history->machines.count && i < 8; i++) {
		const char *host = ITEM(history, machines, log_machine, i)->host;

		html(out, "%s%s", i ? ", " : "", host[0] ? host : "unknown");
	}
	html(out, "%s), %d run%s, %t to %t UTC; raced for %l</p>\n</header>\n",
	     history->machines.count > 8 ? ", ..." : "", (int)history->runs.count,
	     history->runs.count == 1 ? "" : "s", history->begin, history->end,
	     history->total.seconds);
	print_verdict(out, history);
	print_doubts(out, history);
	html(out, "</section>\n");
	print_numbers(out, history);
}
