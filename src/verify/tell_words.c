/*
 * The verdict itself, in a word of a table or on one line. "Clean" is said of what was explored to its end alone,
 * and with what it is clean of.
 */
#include "verify/run.h"
#include "verify/tell.h"

#include <inttypes.h>

#include "file/text.h"

char *tell_extent(const struct verify_options *options, const struct verdict *verdict, char *out,
		  size_t size)
{
	if (options->executions)
		snprintf(out, size, "%" PRIu64 " of %" PRIu64 " random executions",
			 verdict->executions, options->executions);
	else if (verdict->by_label)
		snprintf(out, size, "%" PRIu64 " of %" PRIu64 " structures", verdict->explored,
			 verdict->planned);
	else
		snprintf(out, size, "%" PRIu64 " of %s%" PRIu64 " schedules", verdict->explored,
			 verdict->planned == PLANNED_MAX ? "more than " : "", verdict->planned);
	return out;
}

char *tell_foreseen(const struct verdict *verdict, char *out, size_t size)
{
	double done = (double)verdict->executions, all = (double)verdict->foreseen;
	char rows[96], left[64] = "";

	if (verdict->by_label)
		snprintf(rows, sizeof(rows), "%" PRIu64 " structures", verdict->planned);
	else
		snprintf(rows, sizeof(rows), "%s%" PRIu64 " schedules",
			 verdict->planned == PLANNED_MAX ? "more than " : "", verdict->planned);
	if (verdict->executions >= RUN_ALONE)
		snprintf(left, sizeof(left), ": some %.0f s at the pace so far",
			 verdict->seconds * all / done);
	snprintf(out, size, "%s, about %.0f million maps%s", rows, all / 1e6, left);
	return out;
}

char *tell_cell(const struct verify_options *options, const struct verdict *verdict,
		char out[TELL_CELL])
{
	struct text text = {.out = out, .size = TELL_CELL};

	for (int v = 0; v < VIOLATIONS; v++) {
		bool own =
			v == VIOLATION_BACKWARDS && verdict->host_steps_back == verdict->counts[v];

		if (verdict->counts[v])
			text_add(&text, "%s%s%s", text.used ? "+" : "", own ? "host-" : "",
				 violation_name((enum violation)v));
	}
	switch (verdict_outcome(verdict)) {
	case OUTCOME_VIOLATION:
		text_add(&text, "%s", verdict->interrupted ? "+unfinished" : "");
		break;
	case OUTCOME_WITHIN_RETRIES:
		snprintf(out, TELL_CELL, "within-%u", options->retries);
		break;
	case OUTCOME_NOTHING_TESTED:
		snprintf(out, TELL_CELL, "nothing-tested");
		break;
	default:
		snprintf(out, TELL_CELL, "%s", outcome_verdict_name(verdict_outcome(verdict)));
	}
	return out;
}

/*
 * All that is looked for; what reads with a floor come to among each other only if that was, and what is lost only
 * where a guest stores: to the end, and if what it stores does not depend on what it keeps.
 */
static bool is_looked_for(const struct verdict *verdict, int v)
{
	if (v == VIOLATION_LOST)
		return verdict->writing.looked && verdict->writing.complete &&
		       (verdict->acting.single || !verdict->acting.judged);
	return v != VIOLATION_BACKWARDS || !verdict->floor || verdict->acting.judged;
}

static void all_kinds(struct text *text, const struct verdict *verdict)
{
	int last = VIOLATIONS - 1;

	while (!is_looked_for(verdict, last))
		last--;
	for (int v = 0; v <= last; v++)
		if (is_looked_for(verdict, v))
			text_add(text, "%s%s",
				 !v	     ? ""
				 : v == last ? " and "
					     : ", ",
				 violation_name((enum violation)v));
}

static void violation_words(struct text *text, const struct verdict *verdict, const char *extent)
{
	const char *comma = "";

	text_add(text, "VIOLATION: ");
	for (int v = 0; v < VIOLATIONS; v++) {
		if (!verdict->counts[v])
			continue;
		text_add(text, "%s%s %" PRIu64, comma, violation_name((enum violation)v),
			 verdict->counts[v]);
		comma = ", ";
	}
	text_add(text, "; the first of all, %s, at execution %" PRIu64,
		 violation_name(verdict->first), verdict->first_at);
	if (verdict->host_steps_back)
		text_add(text, "; the host's own steps back %" PRIu64, verdict->host_steps_back);
	if (verdict->interrupted)
		text_add(text, "; stopped after %s", extent);
}

void tell_judge(struct outcome *outcome, const struct verify_options *options,
		const struct verdict *verdict)
{
	struct text words = {.out = outcome->words, .size = sizeof(outcome->words)};
	const char *model = model_name(options->model), *reason = NULL;
	char extent[96];

	tell_extent(options, verdict, extent, sizeof(extent));
	switch (verdict_outcome(verdict)) {
	case OUTCOME_VIOLATION:
		violation_words(&words, verdict, extent);
		break;
	case OUTCOME_WITHIN_RETRIES:
		if (verdict->timed && verdict->memoryless) {
			text_add(&words,
				 "NO VIOLATION in model %s, but %" PRIu64
				 " reads were left where a loop waits for the TSC (%s:%u), and "
				 "what they "
				 "return is not known",
				 model, verdict->limited, verdict->timed->file,
				 verdict->timed->line);
			break;
		}
		text_add(&words,
			 "NO VIOLATION within %u retries in model %s: %" PRIu64
			 " reads were left at that limit, and what they return is not known; give "
			 "more --retries",
			 options->retries, model, verdict->limited);
		break;
	case OUTCOME_UNFINISHED:
		reason = extent;
		text_add(&words, "UNFINISHED: no violation so far, in %s of model %s%s", extent,
			 model,
			 verdict->explored && verdict->explored == verdict->planned
				 ? "; the checks of the result were not made"
				 : "");
		break;
	case OUTCOME_NOTHING_TESTED:
		reason =
			verdict->accepted ? "no read overlapped an update" : "no read was accepted";
		text_add(&words, "NOTHING TESTED: %s", reason);
		break;
	case OUTCOME_ERROR:
		reason = verdict->error;
		break;
	default:
		text_add(&words, options->executions ? "NOT SEEN: " : "CLEAN of ");
		all_kinds(&words, verdict);
		if (options->executions)
			text_add(&words, ", in %s of model %s", extent, model);
		else
			text_add(&words, " in model %s", model);
	}
	outcome_judge(outcome, verdict_outcome(verdict), reason ? "%s" : NULL, reason);
}
