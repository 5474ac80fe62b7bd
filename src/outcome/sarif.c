/*
 * An outcome as SARIF 2.1.0 (OASIS, 2020), as code hosts show it beside the source: a result for each violation, with its
 * trace as a code flow, a thread for each column.
 */
#include <jansson.h>
#include <string.h>
#include <unistd.h>

#include "outcome/printer.h"
#include "outcome/put.h"
#include "version/version.h"
#include "violation/violation.h"

#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

static json_t *message(const char *text)
{
	json_t *object = json_object();

	put_text(object, "text", text);
	return object;
}

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c && strchr("/-._~", c));
}

/* A path as the reference of a URI. */
static json_t *artifact(const char *path)
{
	json_t *object = json_object();
	char uri[3 * OUTCOME_PATH], *out = uri;

	if (!strncmp(path, "./", 2))
		path += 2;
	for (; *path && out + 4 < uri + sizeof(uri); path++)
		out += is_plain(*path) ? sprintf(out, "%c", *path)
				       : sprintf(out, "%%%02X", (unsigned char)*path);
	*out = '\0';
	put_text(object, "uri", uri);
	return object;
}

/* text may be NULL, and line 0: the whole file. */
static json_t *location(const char *path, unsigned int line, const char *text)
{
	json_t *object = json_object(), *physical = json_object(), *region = json_object();

	json_object_set_new(physical, "artifactLocation", artifact(path));
	put_number(region, "startLine", line ? line : 1);
	json_object_set_new(physical, "region", region);
	json_object_set_new(object, "physicalLocation", physical);
	if (text)
		json_object_set_new(object, "message", message(text));
	return object;
}

/* The steps of one thread; the order among all is that of the trace. */
static json_t *thread_flow(const struct outcome_violation *violation, const char *thread)
{
	json_t *flow = json_object(), *locations = json_array();

	for (unsigned int i = 0; i < violation->nsteps; i++) {
		const struct outcome_step *step = &violation->steps[i];
		json_t *one = json_object();

		if (strcmp(step->thread, thread)) {
			json_decref(one);
			continue;
		}
		json_object_set_new(one, "location", location(step->path, step->line, step->text));
		put_number(one, "executionOrder", i + 1);
		json_array_append_new(locations, one);
	}
	put_text(flow, "id", thread);
	json_object_set_new(flow, "locations", locations);
	return flow;
}

static json_t *code_flows(const struct outcome_violation *violation)
{
	json_t *flows = json_array(), *flow = json_object(), *threads = json_array();

	for (unsigned int i = 0; i < violation->nsteps; i++) {
		bool known = false;

		for (unsigned int j = 0; j < i && !known; j++)
			known = !strcmp(violation->steps[j].thread, violation->steps[i].thread);
		if (!known)
			json_array_append_new(threads,
					      thread_flow(violation, violation->steps[i].thread));
	}
	json_object_set_new(flow, "threadFlows", threads);
	json_array_append_new(flows, flow);
	return flows;
}

/* What is asked of a person who has to decide about an alert: where to look, and how to see it again. */
static const char *const helps[VIOLATION_KINDS] = {
	[VIOLATION_TORN] = ("The read took some of the fields from one update and some from "
			    "another. Look at how the host marks the page while it writes "
			    "(a sequence that is odd meanwhile, and a write barrier on either "
			    "side), and at whether the guest asks for the same sequence "
			    "before and after the fields, with a read barrier on either side."),
	[VIOLATION_STALE] = ("The time is that of fields which were on the page, at a moment when "
			     "they no longer were, or not yet. Look for a TSC that is "
			     "sampled outside of the loop or not held by a fence, and for a host "
			     "that publishes late."),
	[VIOLATION_BACKWARDS] =
		("A read that began after another had ended returned less. Look for "
		 "tears, for a TSC that nothing holds in its place, and for a "
		 "host whose new clock lies behind its old one; readers whose TSCs "
		 "differ have to keep the largest time that was returned."),
	[VIOLATION_STUCK] = ("The read goes on although nothing changes any more. Look at what the "
			     "loop waits for: a sequence that the host leaves odd, or "
			     "that never gets the value which the guest wants."),
	[VIOLATION_WRONG_FALLBACK] = ("The guest took a valid page for an invalid one, or an "
				      "invalid one for valid. Look at "
				      "what it takes for invalid, at when it asks, and at whether "
				      "it asks again after it has "
				      "read the fields."),
	[VIOLATION_ARITHMETIC] = ("The fields and the TSC are in order, and the result is not what "
				  "they give. Look for products of 64 bits, a difference that "
				  "turns negative, shifts, and a host that rounds."),
	[VIOLATION_LOST] = ("One side stored what it had computed from an older load, over a store "
			    "of the other side. A locked read-modify-write, or a word "
			    "of its own for each side, mends that."),
	[VIOLATION_UNORDERED_TSC] = ("A plain RDTSC may be executed before loads that stand in "
				     "front of it. LFENCE;RDTSC or RDTSCP is ordered."),
	[VIOLATION_LATE_TSC] =
		("LFENCE;RDTSC may be sampled after later loads. An LFENCE behind it ends that."),
};

static void describe(json_t *rule, enum violation kind)
{
	static const char *const again = " `warpage replay FINDING` shows the execution again, "
					 "access by access; `warpage check HOST GUEST` "
					 "tries it with each barrier left out.";
	json_t *configuration = json_object(), *help = json_object(), *properties = json_object();
	json_t *tags = json_array();
	char text[1024];

	json_object_set_new(rule, "shortDescription", message(violation_meaning(kind)));
	json_object_set_new(rule, "fullDescription", message(helps[kind]));
	put_text(configuration, "level",
		 strcmp(violation_grade(kind), "forbidden") ? "note" : "error");
	json_object_set_new(rule, "defaultConfiguration", configuration);
	snprintf(text, sizeof(text), "%s%s", helps[kind], again);
	put_text(help, "markdown", text);
	for (char *tick; (tick = strchr(text, '`'));)
		*tick = '\'';
	put_text(help, "text", text);
	json_object_set_new(rule, "help", help);
	put_text(properties, "precision", "very-high");
	json_array_append_new(tags, json_string("concurrency"));
	json_array_append_new(tags, json_string("correctness"));
	json_object_set_new(properties, "tags", tags);
	json_object_set_new(rule, "properties", properties);
}

static unsigned int rule_of(json_t *rules, const char *kind)
{
	int known = violation_kind_parse(kind);
	json_t *rule;

	for (size_t i = 0; i < json_array_size(rules); i++)
		if (!strcmp(json_string_value(json_object_get(json_array_get(rules, i), "id")),
			    kind))
			return (unsigned int)i;
	rule = json_object();
	put_text(rule, "id", kind);
	if (known >= 0)
		describe(rule, (enum violation)known);
	json_array_append_new(rules, rule);
	return (unsigned int)json_array_size(rules) - 1;
}

/*
 * Where a violation is shown: at the last access of a read; but where that is in no file that is here, as that of a
 * guest that is built in, at the last step in one that is. NULL: there is no trace.
 */
static const struct outcome_step *place_of(const struct outcome_violation *violation)
{
	const struct outcome_step *read = NULL, *here = NULL;

	for (unsigned int i = 0; i < violation->nsteps; i++) {
		const struct outcome_step *step = &violation->steps[i];

		if (!access(step->path, R_OK) && (step->read || !here || !here->read))
			here = step;
		if (step->read)
			read = step;
	}
	return here ? here : read;
}

/* "torn: fields of several updates in one read (hyperv-tsc: host ..., model x86)" */
static json_t *result(json_t *rules, const struct outcome *outcome,
		      const struct outcome_violation *violation)
{
	const struct outcome_step *last = place_of(violation);
	int kind = violation_kind_parse(violation->kind);
	const char *file = json_string_value(json_object_get(outcome->parameters, "guest_file"));
	json_t *object = json_object(), *locations = json_array(), *prints = json_object();
	char text[1536];

	snprintf(text, sizeof(text), "%s: %s (%s)", violation->kind,
		 kind < 0 ? "" : violation_meaning((enum violation)kind), outcome->subject);
	put_text(object, "ruleId", violation->kind);
	put_number(object, "ruleIndex", rule_of(rules, violation->kind));
	put_text(object, "level",
		 !strcmp(violation->grade, "forbidden")	    ? "error"
		 : !strcmp(violation->grade, "interesting") ? "note"
							    : "warning");
	json_object_set_new(object, "message", message(text));
	if (last)
		json_array_append_new(locations, location(last->path, last->line, NULL));
	else if (file)
		json_array_append_new(locations, location(file, 0, NULL));
	json_object_set_new(object, "locations", locations);
	if (violation->nsteps)
		json_object_set_new(object, "codeFlows", code_flows(violation));
	/* the same pair, kind and model is the same alert */
	snprintf(text, sizeof(text), "%s %s", violation->kind, outcome->subject);
	put_text(prints, "warpage/v1", text);
	json_object_set_new(object, "partialFingerprints", prints);
	if (violation->finding[0]) {
		json_t *properties = json_object();

		put_text(properties, "finding", violation->finding);
		json_object_set_new(object, "properties", properties);
	}
	return object;
}

/* What is judged wrong; what is only told beside a verdict is not. */
static void add_results(json_t *results, json_t *rules, const struct outcome *outcome)
{
	for (unsigned int i = 0; outcome->verdict == OUTCOME_VIOLATION && i < outcome->nviolations;
	     i++)
		json_array_append_new(results, result(rules, outcome, outcome->violations[i]));
	for (unsigned int i = 0; i < outcome->nparts; i++)
		add_results(results, rules, outcome->parts[i]);
}

/* A run that did not come to its end is no clean one: it says so. */
static json_t *invocations(const struct outcome *outcome)
{
	json_t *array = json_array(), *invocation = json_object(), *notices = json_array();
	int status = outcome_status(outcome);
	json_t *notice = json_object();
	char line[1024];

	json_object_set_new(invocation, "executionSuccessful", json_boolean(status != 2));
	put_number(invocation, "exitCode", (u64)status);
	put_text(notice, "level", status != 2 ? "note" : "error");
	json_object_set_new(notice, "message", message(outcome_line(outcome, line, sizeof(line))));
	json_array_append_new(notices, notice);
	json_object_set_new(invocation, "toolExecutionNotifications", notices);
	json_array_append_new(array, invocation);
	return array;
}

bool sarif_write(FILE *out, const struct outcome *outcome)
{
	json_t *log = json_object(), *runs = json_array(), *run = json_object();
	json_t *tool = json_object(), *driver = json_object();
	json_t *rules = json_array(), *results = json_array(), *details = json_object();
	char id[1200];
	bool whole;

	add_results(results, rules, outcome);
	/* runs of several pairs are of one tool, and none takes another's place */
	snprintf(id, sizeof(id), "warpage %s/%s/", outcome->command, outcome->subject);
	put_text(details, "id", id);
	json_object_set_new(run, "automationDetails", details);
	put_text(driver, "name", "warpage");
	put_text(driver, "version", version_number);
	json_object_set_new(driver, "rules", rules);
	json_object_set_new(tool, "driver", driver);
	json_object_set_new(run, "tool", tool);
	json_object_set_new(run, "invocations", invocations(outcome));
	json_object_set_new(run, "results", results);
	json_array_append_new(runs, run);
	put_text(log, "$schema", SCHEMA);
	put_text(log, "version", "2.1.0");
	json_object_set_new(log, "runs", runs);
	whole = log && !json_dumpf(log, out, JSON_INDENT(2));
	putc('\n', out);
	json_decref(log);
	return whole;
}
