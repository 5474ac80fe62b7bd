/*
 * How a verdict is told. "Clean" is said of what was explored to its end alone, and with what it is
 * clean of.
 */
#include "cli/words.h"

#include <inttypes.h>

#include "cli/common.h"
#include "file/show.h"
#include "protocols/registry.h"

char *words_kinds(u32 violations, const char *none, char *out, size_t size)
{
	size_t used = 0;

	snprintf(out, size, "%s", none);
	for (int v = 0; v < VIOLATIONS && used < size; v++)
		if (violations >> v & 1)
			used += (size_t)snprintf(out + used, size - used, "%s%s", used ? "+" : "",
						 violation_name((enum violation)v));
	return out;
}

char *words_extent(const struct verify_options *options, const struct verdict *verdict, char *out,
		   size_t size)
{
	if (options->executions)
		snprintf(out, size, "%" PRIu64 " of %" PRIu64 " random executions",
			 verdict->executions, options->executions);
	else
		snprintf(out, size, "%" PRIu64 " of %s%" PRIu64 " schedules", verdict->explored,
			 verdict->planned == PLANNED_MAX ? "more than " : "", verdict->planned);
	return out;
}

char *words_retries(const struct verify_options *options, const struct verdict *verdict, char *out,
		    size_t size)
{
	if (!verdict->memoryless && verdict->complete && !verdict->limited)
		snprintf(out, size,
			 "any number of retries (a retry loop carries something over, but none "
			 "comes round more than %u times)",
			 options->retries);
	else if (!verdict->memoryless)
		snprintf(out, size, "at most %u retries (a retry loop carries something over)",
			 options->retries);
	else if (verdict->pruning_checked)
		snprintf(out, size,
			 "any number of retries (no loop carries anything over; checked with up to "
			 "%u real one%s)",
			 verdict->pruning_checked, verdict->pruning_checked == 1 ? "" : "s");
	else
		snprintf(out, size, "any number of retries (no loop carries anything over)");
	return out;
}

char *words_cell(const struct verify_options *options, const struct verdict *verdict,
		 char out[WORDS_CELL])
{
	size_t used = 0;

	for (int v = 0; v < VIOLATIONS; v++) {
		bool own =
			v == VIOLATION_BACKWARDS && verdict->host_steps_back == verdict->counts[v];

		if (verdict->counts[v])
			used += (size_t)snprintf(out + used, WORDS_CELL - used, "%s%s%s",
						 used ? "+" : "", own ? "host-" : "",
						 violation_name((enum violation)v));
	}
	switch (verdict_word(verdict)) {
	case VERDICT_VIOLATION:
		if (verdict->interrupted)
			snprintf(out + used, WORDS_CELL - used, "+unfinished");
		break;
	case VERDICT_WITHIN_RETRIES:
		snprintf(out, WORDS_CELL, "within-%u", options->retries);
		break;
	default:
		snprintf(out, WORDS_CELL, "%s", verdict_word_name(verdict_word(verdict)));
	}
	return out;
}

/* "torn 3, stale 1" */
static void print_counts(FILE *out, const struct verdict *verdict)
{
	const char *comma = "";

	for (int v = 0; v < VIOLATIONS; v++) {
		if (!verdict->counts[v])
			continue;
		fprintf(out, "%s%s %" PRIu64, comma, violation_name((enum violation)v),
			verdict->counts[v]);
		comma = ", ";
	}
}

/* All that is looked for. */
static void print_all_kinds(FILE *out)
{
	for (int v = 0; v < VIOLATIONS; v++)
		fprintf(out, "%s%s",
			!v		      ? ""
			: v == VIOLATIONS - 1 ? " and "
					      : ", ",
			violation_name((enum violation)v));
}

static void print_violation(FILE *out, const struct verify_options *options,
			    const struct verdict *verdict, const char *extent)
{
	u64 off = verdict->torn_most;
	unsigned int unit_ns = options->format->unit_ns;

	fprintf(out, "VIOLATION: ");
	print_counts(out, verdict);
	fprintf(out, "; the first of all, %s, at execution %" PRIu64,
		violation_name(verdict->first), verdict->first_at);
	if (verdict->host_steps_back)
		fprintf(out, "; the host's own steps back %" PRIu64, verdict->host_steps_back);
	if (verdict->interrupted)
		fprintf(out, "; stopped after %s", extent);
	fprintf(out, "\n");
	if (!verdict->counts[VIOLATION_TORN])
		return;
	if (!off)
		fprintf(out, "  torn       harmless as far as was seen: no torn value was wrong\n");
	else if (off <= U64_MAX / unit_ns)
		fprintf(out, "  torn       values off by up to %" PRIu64 " ns\n", off * unit_ns);
	else
		fprintf(out, "  torn       values off by up to %" PRIu64 " x %u ns\n", off,
			unit_ns);
}

static const char *untested(const struct verdict *verdict)
{
	return verdict->accepted ? "no read overlapped an update" : "no read was accepted";
}

void words_print(FILE *out, const struct verify_options *options, const struct verdict *verdict)
{
	const char *model = model_name(options->model);
	char extent[96];

	words_extent(options, verdict, extent, sizeof(extent));
	switch (verdict_word(verdict)) {
	case VERDICT_CLEAN:
		fprintf(out, options->executions ? "NOT SEEN: " : "CLEAN of ");
		print_all_kinds(out);
		if (options->executions)
			fprintf(out, ", in %s of model %s", extent, model);
		else
			fprintf(out, " in model %s", model);
		fprintf(out, "\n");
		break;
	case VERDICT_VIOLATION:
		print_violation(out, options, verdict, extent);
		break;
	case VERDICT_WITHIN_RETRIES:
		fprintf(out,
			"NO VIOLATION within %u retries in model %s: %" PRIu64
			" reads were left at that limit, and what they return is not known; give "
			"more --retries\n",
			options->retries, model, verdict->limited);
		break;
	case VERDICT_UNFINISHED:
		fprintf(out, "UNFINISHED: no violation so far, in %s of model %s%s\n", extent,
			model,
			verdict->explored && verdict->explored == verdict->planned
				? "; the checks of the result were not made"
				: "");
		break;
	case VERDICT_NOTHING_TESTED:
		fprintf(out, "NOTHING TESTED: %s\n", untested(verdict));
		break;
	case VERDICT_ERROR:
		break;
	}
}

void words_complain(const char *command, const struct verify_options *options,
		    const struct verdict *verdict)
{
	char extent[96];

	switch (verdict_word(verdict)) {
	case VERDICT_ERROR:
		show(stderr, "warpage %s: %s\n", command, verdict->error);
		break;
	case VERDICT_UNFINISHED:
		show(stderr, "warpage %s: unfinished: %s\n", command,
		     words_extent(options, verdict, extent, sizeof(extent)));
		break;
	case VERDICT_NOTHING_TESTED:
		show(stderr, "warpage %s: nothing tested: %s\n", command, untested(verdict));
		break;
	default:
		break;
	}
}

json_t *words_json(const struct verify_options *options, const struct verdict *verdict)
{
	char format[64], host[64], guest[64], retries[160];
	json_t *violations = json_object(), *object;

	for (int violation = 0; violation < VIOLATIONS; violation++)
		if (verdict->counts[violation])
			json_object_set_new(violations, violation_name((enum violation)violation),
					    json_integer((json_int_t)verdict->counts[violation]));
	object = json_pack(
		"{s:s, s:s, s:s, s:s, s:i, s:i, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, "
		"s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:b, s:b, s:f, s:s, s:i, s:o}",
		"format", registry_spell(options->format->name, format, sizeof(format)), "host",
		registry_spell(options->host->name, host, sizeof(host)), "guest",
		registry_spell(options->guest->name, guest, sizeof(guest)), "model",
		model_name(options->model), "word", options->word, "updates", options->updates,
		"retries", words_retries(options, verdict, retries, sizeof(retries)), "schedules",
		(json_int_t)verdict->schedules, "explored", (json_int_t)verdict->explored,
		"planned", (json_int_t)verdict->planned, "executions",
		(json_int_t)verdict->executions, "accepted", (json_int_t)verdict->accepted,
		"fell_back", (json_int_t)verdict->fell_back, "cut", (json_int_t)verdict->cut,
		"limited", (json_int_t)verdict->limited, "stuck", (json_int_t)verdict->stuck,
		"overlapped", (json_int_t)verdict->overlapped, "accepted_overlapped",
		(json_int_t)verdict->accepted_overlapped, "interesting",
		(json_int_t)verdict->interesting, "host_steps_back",
		(json_int_t)verdict->host_steps_back, "unordered_tsc",
		(json_int_t)verdict->unordered_tsc, "torn_most", (json_int_t)verdict->torn_most,
		"first_violation_at", (json_int_t)verdict->first_at, "complete", verdict->complete,
		"interrupted", verdict->interrupted, "seconds", verdict->seconds, "verdict",
		verdict_word_name(verdict_word(verdict)), "status", verdict_status(verdict),
		"violations", violations);
	if (!options->executions && !verdict_status(verdict))
		json_object_set_new(object, "spans", json_integer(verdict->spans));
	if (!verdict->error[0] && verdict_uncovered(options->guest))
		json_object_set_new(object, "uncovered",
				    json_pack("{s:s, s:i}", "file",
					      verdict_uncovered(options->guest)->file, "line",
					      (int)verdict_uncovered(options->guest)->line));
	if (verdict->undone)
		json_object_set_new(object, "undone",
				    json_pack("{s:s, s:i, s:i}", "file", verdict->undone->file,
					      "line", (int)verdict->undone->line, "by",
					      (int)verdict->undone_by->line));
	if (verdict->error[0])
		json_object_set_new(object, "error", json_string(verdict->error));
	return object;
}
