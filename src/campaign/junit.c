/* A campaign as JUnit XML: a test case for the campaign, and one per pair with findings. */
#include <stdlib.h>
#include <string.h>

#include "campaign/campaign.h"
#include "campaign/unsaved.h"
#include "file/output.h"
#include "protocols/registry.h"

/* Text for XML 1.0: bytes that it has no place for become '?'. */
static void put(FILE *out, const char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '&')
			fputs("&amp;", out);
		else if (c == '<')
			fputs("&lt;", out);
		else if (c == '>')
			fputs("&gt;", out);
		else if (c == '"')
			fputs("&quot;", out);
		else if ((c < ' ' && c != '\n' && c != '\t') || c >= 0x7f)
			fputc('?', out);
		else
			fputc(c, out);
	}
}

static bool same_pair(const struct collected *a, const struct collected *b)
{
	return a->format == b->format && a->host == b->host && a->guest == b->guest;
}

static bool first_of_pair(const struct collector *collector, unsigned int i)
{
	for (unsigned int k = 0; k < i; k++)
		if (same_pair(&collector->found[k], &collector->found[i]))
			return false;
	return true;
}

static void spell_pair(const struct collected *found, char *out, size_t size)
{
	char format[64], host[64], guest[64];

	snprintf(out, size, "%s:%s:%s", registry_spell(found->format->name, format, sizeof(format)),
		 registry_spell(found->host->name, host, sizeof(host)),
		 registry_spell(found->guest->name, guest, sizeof(guest)));
}

static void open_case(FILE *out, const struct campaign_options *options, const char *name,
		      double seconds)
{
	fprintf(out, "  <testcase classname=\"warpage.fuzz.");
	put(out, options->target);
	fprintf(out, "\" name=\"");
	put(out, name);
	fprintf(out, "\" time=\"%.3f\">\n", seconds);
}

/* What no file holds. */
static void put_unsaved(FILE *out, const struct collector *collector, const struct unsaved *unsaved)
{
	char *input = unsaved_input_text(collector, unsaved);
	char *finding = unsaved_finding_text(unsaved->finding);

	if (finding)
		put(out, finding);
	if (input)
		put(out, input);
	free(finding);
	free(input);
}

/* The findings of the pair of finding i, in one failure: some readers take only one. */
static void put_pair(FILE *out, const struct collector *collector, unsigned int i)
{
	fprintf(out, "    <failure type=\"%s\" message=\"",
		violation_name(collector->found[i].violation));
	put(out, collector->found[i].signature);
	fprintf(out, "\">");
	for (unsigned int k = i; k < collector->nfound; k++)
		if (same_pair(&collector->found[k], &collector->found[i])) {
			put(out, collector->found[k].text ? collector->found[k].text : "");
			fputc('\n', out);
			put_unsaved(out, collector, &collector->found[k].unsaved);
		}
	fprintf(out, "</failure>\n");
}

static bool is_failure(const struct crash *crash)
{
	return crash->kind == CRASH_OF_TARGET;
}

static void put_crashes(FILE *out, const struct campaign_options *options,
			const struct collector *collector)
{
	for (unsigned int i = 0; i < collector->nkept; i++) {
		const struct crash *crash = &collector->kept[i];
		const char *element = is_failure(crash) ? "failure" : "error";

		if (crash->old && !is_failure(crash))
			continue;
		fprintf(out, "    <%s type=\"crash\" message=\"", element);
		put(out, crash->path[0] ? crash->path : crash_kind_name(crash->kind));
		if (crash->about[0])
			fprintf(out, ": ");
		put(out, crash->about);
		fprintf(out, "\">");
		put_unsaved(out, collector, &crash->unsaved);
		if (is_failure(crash) && crash->path[0]) {
			put(out, options->replayer);
			fputc(' ', out);
			put(out, crash->path);
		}
		if (is_failure(crash) && crash->report) {
			fputc('\n', out);
			put(out, crash->report);
		}
		fprintf(out, "</%s>\n", element);
	}
}

/* Is the campaign itself no test that came to its end? */
static bool is_error(const struct campaign_options *options, const struct collector *collector,
		     const struct campaign_result *result)
{
	return !result->skipped && (collector->gone || result->error[0] || result->interrupted ||
				    !campaign_tested(options, result));
}

static void put_campaign(FILE *out, const struct campaign_options *options,
			 const struct collector *collector, const struct campaign_result *result)
{
	char text[256];

	campaign_verdict_text(options, collector, result, text, sizeof(text));
	if (result->skipped) {
		fprintf(out, "    <skipped message=\"");
		put(out, result->error);
		fprintf(out, "\"/>\n");
	} else if (is_error(options, collector, result)) {
		fprintf(out, "    <error type=\"campaign\" message=\"");
		put(out, collector->gone       ? text
			 : result->error[0]    ? result->error
			 : result->interrupted ? text
					       : "nothing tested");
		fprintf(out, "\"/>\n");
	}
	put_crashes(out, options, collector);
	fprintf(out, "    <system-out>");
	put(out, text);
	fprintf(out, "</system-out>\n");
}

int campaign_junit(const char *path, const struct campaign_options *options, const char *pair,
		   const struct collector *collector, const struct campaign_result *result,
		   bool force)
{
	struct output output;
	unsigned int pairs = 0, failures = 0, errors = 0;
	char name[256];
	int error = output_open(&output, path, JUNIT_MARK, force);
	FILE *out = output.stream;

	if (error)
		return error;
	for (unsigned int i = 0; i < collector->nfound; i++)
		pairs += first_of_pair(collector, i);
	for (unsigned int i = 0; i < collector->nkept; i++) {
		failures |= is_failure(&collector->kept[i]);
		errors |= !is_failure(&collector->kept[i]) && !collector->kept[i].old;
	}
	errors |= is_error(options, collector, result);
	fprintf(out,
		JUNIT_MARK
		"<testsuites>\n"
		"<testsuite name=\"warpage fuzz %s\" tests=\"%u\" failures=\"%u\" errors=\"%u\" "
		"skipped=\"%u\" time=\"%.3f\">\n",
		options->target, 1 + pairs, pairs + failures, errors, (unsigned int)result->skipped,
		result->seconds);
	snprintf(name, sizeof(name), "campaign%s%s", pair ? " " : "", pair ? pair : "");
	open_case(out, options, name, result->seconds);
	put_campaign(out, options, collector, result);
	fprintf(out, "  </testcase>\n");
	for (unsigned int i = 0; i < collector->nfound; i++) {
		if (!first_of_pair(collector, i))
			continue;
		spell_pair(&collector->found[i], name, sizeof(name));
		open_case(out, options, name, 0);
		put_pair(out, collector, i);
		fprintf(out, "  </testcase>\n");
	}
	fprintf(out, "</testsuite>\n</testsuites>\n");
	return output_close(&output);
}
