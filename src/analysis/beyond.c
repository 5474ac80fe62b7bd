/* What a verdict in the default model leaves open, in a line each. */
#include "analysis/beyond.h"

#include "file/text.h"
#include "verify/tell.h"

#define TIMES 3		 /* as many executions as the verdict took, ... */
#define LEAST 1000000	 /* ... but at least so many, a second or less, ... */
#define MOST 40000000ull /* ... and at most so many */

struct look {
	const char *name, *where, *how; /* how to see more of it */
	struct verify_options options;
	struct verdict verdict;
};

u64 beyond_patience(const struct verdict *verdict)
{
	u64 limit = TIMES * (verdict->executions - verdict->acting.executions);

	return limit < LEAST ? LEAST : limit > MOST ? MOST : limit;
}

/* What it is that is not found, or not found yet. */
static void tell_none(struct text *text, const struct look *look, bool others)
{
	enum outcome_verdict verdict = verdict_outcome(&look->verdict);
	bool seen = verdict == OUTCOME_VIOLATION && !look->verdict.complete;
	const char *what = !others ? "no violation"
			   : seen  ? "no other kind of violation seen"
				   : "no other kind of violation";
	char extent[96];

	if (verdict == OUTCOME_ERROR)
		text_add(text, "no verdict: %s", look->verdict.error);
	else if (verdict == OUTCOME_UNFINISHED)
		text_add(text, "%s so far %s, in %s: not explored to the end", what, look->where,
			 tell_extent(&look->options, &look->verdict, extent, sizeof(extent)));
	else if (verdict == OUTCOME_NOTHING_TESTED)
		text_add(text, "nothing tested %s", look->where);
	else if (verdict == OUTCOME_WITHIN_RETRIES)
		text_add(text, "%s %s, within %u retries", what, look->where,
			 look->options.retries);
	else
		text_add(text, "%s %s", what, look->where);
}

/* options: those of the verdict */
static void look(struct look *look, struct machine *machine, struct oracle *oracle,
		 const struct verify_options *options, const struct verdict *verdict, u64 limit,
		 struct outcome *outcome)
{
	struct outcome *beyond = outcome_look(outcome);
	u32 before = verdict_violations(verdict), more;
	char kinds[TELL_CELL], line[512];
	struct text text = {.out = line, .size = sizeof(line)};

	/* what these check, they have checked for the verdict; or else it was without a cut */
	look->options.quick = verdict->memoryless;
	look->options.limit = limit;
	if (look->options.deaths != options->deaths ||
	    !verdict_copy(verdict, options->model, look->options.model, &look->verdict))
		verify(machine, oracle, &look->options, &look->verdict);
	more = verdict_violations(&look->verdict) & ~before;
	if (more)
		text_add(&text, "%s%s %s (see %s)", violation_names(more, "", kinds, sizeof(kinds)),
			 before ? " as well" : "", look->where, look->how);
	else
		tell_none(&text, look, before != 0);
	outcome_say(outcome, look->name, "%s", line);
	if (beyond) {
		tell_parameters(beyond, &look->options);
		tell_verdict(beyond, &look->options, &look->verdict);
	}
	verdict_free(&look->verdict);
}

void beyond_look(struct machine *machine, struct oracle *oracle,
		 const struct verify_options *options, const struct verdict *verdict, u64 limit,
		 struct outcome *outcome)
{
	struct look manual = {.name = "x86-manual",
			      .where = "where LFENCE;RDTSC may be sampled late, as on some CPUs",
			      .how = "--model x86-manual",
			      .options = *options};
	struct look deaths = {.name = "deaths",
			      .where = "if the host dies in mid-update",
			      .how = "--deaths",
			      .options = *options};

	manual.options.model = MODEL_X86_MANUAL;
	look(&manual, machine, oracle, options, verdict, limit, outcome);
	if (options->deaths || options->hosts > 1)
		return;
	deaths.options.deaths = true;
	/* one update less: there are seven times as many schedules, and one is what it takes */
	if (options->updates > 1)
		deaths.options.updates--;
	look(&deaths, machine, oracle, options, verdict, limit, outcome);
}
