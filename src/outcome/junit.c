/* An outcome as JUnit XML: a suite, with a case for each part, or for the whole. */
#include <string.h>

#include "file/show.h"
#include "outcome/printer.h"

/* Text for XML 1.0, as UTF-8; what it has no place for is spelled. */
static void put(FILE *out, const char *text)
{
	while (*text) {
		const char *from = text;
		size_t colour = console_escape(text);
		bool good;

		text += colour;
		if (colour)
			continue;
		show_character(&text, &good);
		if (*from == '&')
			fputs("&amp;", out);
		else if (*from == '<')
			fputs("&lt;", out);
		else if (*from == '>')
			fputs("&gt;", out);
		else if (*from == '"')
			fputs("&quot;", out);
		else if (good || *from == '\n' || *from == '\t')
			fwrite(from, 1, (size_t)(text - from), out);
		else
			for (; from < text; from++)
				fprintf(out, "\\x%02x", (unsigned char)*from);
	}
}

/* Like printf() with one %s, which is put(). */
static void put_in(FILE *out, const char *before, const char *text, const char *after)
{
	fputs(before, out);
	put(out, text);
	fputs(after, out);
}

static double seconds_of(const struct outcome *outcome)
{
	return json_number_value(json_object_get(outcome->counts, "seconds"));
}

static bool is_failure(const struct outcome *outcome)
{
	return outcome_status(outcome) == 1;
}

static bool is_error(const struct outcome *outcome)
{
	return outcome_status(outcome) == 2;
}

/* What is wrong, in one element: some readers take only one. */
static void put_failure(FILE *out, const struct outcome *outcome, const char *element)
{
	char line[1024];

	fprintf(out, "    <%s type=\"%s\"", element,
		outcome->nviolations ? outcome->violations[0]->kind
				     : outcome_verdict_name(outcome->verdict));
	put_in(out, " message=\"", outcome_line(outcome, line, sizeof(line)), "\">");
	for (unsigned int i = 0; i < outcome->nviolations; i++)
		put(out, said_text(&outcome->violations[i]->text));
	fprintf(out, "</%s>\n", element);
}

static void put_case(FILE *out, const struct outcome *outcome)
{
	char line[1024];

	put_in(out, "  <testcase classname=\"warpage.", outcome->command, "\"");
	put_in(out, " name=\"", outcome->subject, "\"");
	fprintf(out, " time=\"%.3f\">\n", seconds_of(outcome));
	if (outcome->verdict == OUTCOME_SKIPPED)
		put_in(out, "    <skipped message=\"", outcome->reason, "\"/>\n");
	else if (is_failure(outcome) || is_error(outcome))
		put_failure(out, outcome, is_failure(outcome) ? "failure" : "error");
	put_in(out, "    <system-out>", outcome_line(outcome, line, sizeof(line)), "\n");
	put_in(out, "", said_text(&outcome->opening), "");
	put_in(out, "", said_text(&outcome->text), "</system-out>\n  </testcase>\n");
}

bool junit_write(FILE *out, const struct outcome *outcome)
{
	const struct outcome *const *cases = (const struct outcome *const *)outcome->parts;
	bool whole = outcome->whole || !outcome->nparts;
	unsigned int failures = whole && is_failure(outcome), errors = whole && is_error(outcome);
	unsigned int skipped = whole && outcome->verdict == OUTCOME_SKIPPED;

	for (unsigned int i = 0; i < outcome->nparts; i++) {
		failures += is_failure(cases[i]);
		errors += is_error(cases[i]);
		skipped += cases[i]->verdict == OUTCOME_SKIPPED;
	}
	put_in(out, JUNIT_MARK " ", outcome->command, " -->\n<testsuites>\n");
	put_in(out, "<testsuite name=\"warpage ", outcome->command, "\"");
	fprintf(out, " tests=\"%u\" failures=\"%u\" errors=\"%u\" skipped=\"%u\" time=\"%.3f\">\n",
		outcome->nparts + whole, failures, errors, skipped, seconds_of(outcome));
	if (whole)
		put_case(out, outcome);
	for (unsigned int i = 0; i < outcome->nparts; i++)
		put_case(out, cases[i]);
	fprintf(out, "</testsuite>\n</testsuites>\n");
	return true; /* it needs no memory; the stream tells the rest */
}
