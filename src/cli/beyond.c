/* What a verdict in the default model leaves open, in a line each. */
#include "cli/beyond.h"

#include "cli/words.h"

#define TIMES 3		 /* as many executions as the verdict took, ... */
#define LEAST 1000000	 /* ... but at least so many, a second or less, ... */
#define MOST 40000000ull /* ... and at most so many */

struct look {
	const char *name, *key, *where, *how; /* how to see more of it */
	struct verify_options options;
	struct verdict verdict;
};

u64 beyond_patience(const struct verdict *verdict)
{
	u64 limit = TIMES * verdict->executions;

	return limit < LEAST ? LEAST : limit > MOST ? MOST : limit;
}

/* What it is that is not found, or not found yet. */
static void print_none(FILE *out, const struct look *look, bool others)
{
	bool seen = verdict_word(&look->verdict) == VERDICT_VIOLATION && !look->verdict.complete;
	const char *what = !others ? "no violation"
			   : seen  ? "no other kind of violation seen"
				   : "no other kind of violation";
	char extent[96];

	switch (verdict_word(&look->verdict)) {
	case VERDICT_ERROR:
		fprintf(out, "no verdict: %s", look->verdict.error);
		return;
	case VERDICT_UNFINISHED:
		fprintf(out, "%s so far %s, in %s: not explored to the end", what, look->where,
			words_extent(&look->options, &look->verdict, extent, sizeof(extent)));
		return;
	case VERDICT_NOTHING_TESTED:
		fprintf(out, "nothing tested %s", look->where);
		return;
	case VERDICT_WITHIN_RETRIES:
		fprintf(out, "%s %s, within %u retries", what, look->where, look->options.retries);
		return;
	default:
		fprintf(out, "%s %s", what, look->where);
	}
}

static void print(FILE *out, const struct look *look, u32 before)
{
	u32 more = verdict_violations(&look->verdict) & ~before;
	char kinds[WORDS_CELL];

	fprintf(out, "  %-10s ", look->name);
	if (more)
		fprintf(out, "%s%s %s (see %s)", words_kinds(more, "", kinds, sizeof(kinds)),
			before ? " as well" : "", look->where, look->how);
	else
		print_none(out, look, before != 0);
	fprintf(out, "\n");
	fflush(out);
}

static void look(struct look *look, struct machine *machine, struct oracle *oracle,
		 const struct verdict *verdict, u64 limit, FILE *out, json_t *json)
{
	struct verify_options *options = &look->options;
	json_t *object;

	/* what these check, they have checked for the verdict; or else it was without a cut */
	options->quick = verdict->memoryless;
	options->limit = limit;
	verify(machine, oracle, options, &look->verdict);
	if (out)
		print(out, look, verdict_violations(verdict));
	if (json) {
		object = words_json(options, &look->verdict);
		json_object_set_new(json, look->key, object);
	}
	verdict_free(&look->verdict);
}

void beyond_look(struct machine *machine, struct oracle *oracle,
		 const struct verify_options *options, const struct verdict *verdict, u64 limit,
		 FILE *out, json_t *json)
{
	struct look manual = {.name = "x86-manual",
			      .key = "x86_manual",
			      .where = "where LFENCE;RDTSC may be sampled late, as on some CPUs",
			      .how = "--model x86-manual",
			      .options = *options};
	struct look deaths = {.name = "deaths",
			      .key = "with_deaths",
			      .where = "if the host dies in mid-update",
			      .how = "--deaths",
			      .options = *options};

	manual.options.model = MODEL_X86_MANUAL;
	look(&manual, machine, oracle, verdict, limit, out, json);
	if (options->deaths)
		return;
	deaths.options.deaths = true;
	/* one update less: there are seven times as many schedules, and one is what it takes */
	if (options->updates > 1)
		deaths.options.updates--;
	look(&deaths, machine, oracle, verdict, limit, out, json);
}
