/* The closing report of a campaign, as text and as JSON, and what its exit status is. */
#include <inttypes.h>
#include <stdio.h>

#include "cli/fuzz.h"

/* Findings in two columns, of as many pairs, or of as many races; crashes with what the target told. */
#define SHOWN_MAX 5
#define LINES_MAX 20 /* of crashes that are no findings */

int fuzz_status(const struct campaign_options *options, const struct collector *collector,
		const struct campaign_result *result)
{
	switch (campaign_verdict(options, collector, result)) {
	case CAMPAIGN_CLEAN:
	case CAMPAIGN_NOTHING_NEW:
		return STATUS_CLEAN;
	case CAMPAIGN_VIOLATION:
		return STATUS_VIOLATION;
	case CAMPAIGN_SKIPPED:
		return STATUS_SKIPPED;
	default:
		return STATUS_ERROR;
	}
}

void fuzz_print_parameters(const struct fuzz_settings *settings)
{
	const struct campaign_options *options = &settings->campaign;

	printf("fuzz %s  (engine %s, jobs %u, seconds %" PRIu64, options->target,
	       fuzzer_name(options->engine), options->jobs, options->seconds);
	if (settings->protocol)
		printf(", protocol %s", settings->protocol);
	else if (campaign_reads(options))
		printf(", any pair");
	if (campaign_reads(options))
		printf(", model %s", settings->model	  ? settings->model
				     : settings->protocol ? "x86"
							  : "all");
	printf("%s%s)\n", settings->known ? ", known" : "", settings->deaths ? ", deaths" : "");
}

static void print_crash(const struct fuzz_settings *settings, const struct crash *crash, bool full)
{
	bool target = crash->kind == CRASH_OF_TARGET && !crash->about[0];

	printf("%s%s: ", crash->old ? "earlier " : "", crash_kind_name(crash->kind));
	if (target && settings->protocol)
		printf("WARPAGE_FUZZ_PROTOCOL=%s ", settings->protocol);
	if (target)
		printf("%s %s\n", settings->campaign.replayer, crash->path);
	else
		printf("%s: %s\n", crash->path, crash->about);
	if (crash->report && full)
		printf("%s\n", crash->report);
}

static bool first_of_pair(const struct collector *collector, unsigned int i)
{
	const struct collected *found = collector->found;

	for (unsigned int k = 0; k < i; k++)
		if (found[k].host == found[i].host && found[k].guest == found[i].guest)
			return false;
	return true;
}

static void print_findings(const struct fuzz_settings *settings, const struct collector *collector)
{
	unsigned int shown = 0;

	for (unsigned int i = 0; i < collector->nfound && shown < SHOWN_MAX; i++)
		if ((collector->race || first_of_pair(collector, i)) && collector->found[i].text) {
			printf("%s\n", collector->found[i].text);
			shown++;
		}
	for (unsigned int i = 0; i < collector->nkept && i < LINES_MAX; i++)
		print_crash(settings, &collector->kept[i], i < SHOWN_MAX);
	if (collector->nkept > LINES_MAX)
		printf("and %u crashes more, in %s/crashes\n", collector->nkept - LINES_MAX,
		       settings->campaign.work);
	if (collector->dropped)
		printf("and %" PRIu64 " crashes more, which are not kept\n", collector->dropped);
	if (collector->nkept)
		printf("\n");
}

/* Each pair, violation and mix once. */
static void print_found(const struct fuzz_settings *settings, const struct collector *collector)
{
	if (collector->nfound)
		printf("  found      %u, each once; findings are for `warpage replay FILE`,\n",
		       collector->nfound);
	if (collector->nfound && collector->race)
		printf("             inputs for `WARPAGE_FUZZ_KNOWN=report %s FILE`: races need "
		       "not "
		       "come out the same again\n",
		       settings->campaign.replayer);
	else if (collector->nfound)
		printf("             inputs for `warpage replay --input FILE`\n");
	for (unsigned int i = 0; i < collector->nfound; i++) {
		const struct collected *found = &collector->found[i];

		printf("  finding    %s  %s%s\n", found->path[0] ? found->path : "(none)",
		       found->signature, found->old ? "  (earlier)" : "");
		if (found->why[0])
			printf("             %s\n", found->why);
		printf("  input      %s\n", found->crash);
	}
}

void fuzz_print_report(const struct fuzz_settings *settings, const struct collector *collector,
		       const struct campaign_result *result)
{
	const struct campaign_options *options = &settings->campaign;
	char text[256];

	print_findings(settings, collector);
	printf("  executions %" PRIu64 " in %.1f s, %.0f per second\n", result->executions,
	       result->seconds, (double)result->executions / result->seconds);
	printf("  coverage   %u edges", result->coverage);
	if (result->features)
		printf(", %u features", result->features);
	printf("\n");
	printf("  corpus     %u inputs in use, kept in %s\n", result->corpus, options->work);
	printf("  crashes    %" PRIu64 ": %" PRIu64
	       " as others before, %u kept without a finding\n",
	       collector->crashes, collector->duplicates, collector->nkept);
	print_found(settings, collector);
	if (campaign_reads(options))
		printf("  reads      %" PRIu64 ", of which %" PRIu64 " met an update; %" PRIu64
		       " updates\n",
		       result->covered.reads, result->covered.overlapped, result->covered.updates);
	if (result->covered.late)
		printf("  late-tsc   %" PRIu64 " TSC samples came late, by %" PRIu64
		       " ticks at most: x86-manual has that, x86 not; no violation\n",
		       result->covered.late, result->covered.late_most);
	if (result->covered.again)
		printf("  again      %" PRIu64 " inputs showed no more than what had been found\n",
		       result->covered.again);
	printf("  covers     what the fuzzer happened to try: it proves nothing, warpage verify "
	       "does\n");
	if (result->covered.known)
		printf("  known      %" PRIu64
		       " inputs of %u pairs showed what the matrix lists for "
		       "them; --known reports it\n",
		       result->covered.known, covered_known_pairs(&result->covered));
	printf("  verdict    %s\n",
	       campaign_verdict_text(options, collector, result, text, sizeof(text)));
	fuzz_print_parameters(settings);
}

static json_t *json_of_findings(const struct collector *collector)
{
	json_t *all = json_array();

	for (unsigned int i = 0; i < collector->nfound; i++) {
		const struct collected *found = &collector->found[i];

		json_array_append_new(all, json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:s, s:s?}",
						     "violation", violation_name(found->violation),
						     "model", model_name(found->model), "signature",
						     found->signature, "file", found->path, "crash",
						     found->crash, "earlier", found->old, "why",
						     found->why, "text", found->text));
	}
	return all;
}

static json_t *json_of_crashes(const struct collector *collector)
{
	json_t *all = json_array();

	for (unsigned int i = 0; i < collector->nkept; i++) {
		const struct crash *crash = &collector->kept[i];

		json_array_append_new(
			all, json_pack("{s:s, s:s, s:s, s:b, s:s?}", "file", crash->path, "kind",
				       crash_kind_name(crash->kind), "about", crash->about,
				       "earlier", crash->old, "report", crash->report));
	}
	return all;
}

void fuzz_print_json(const struct fuzz_settings *settings, const struct collector *collector,
		     const struct campaign_result *result, int status)
{
	const struct campaign_options *options = &settings->campaign;
	char text[256];
	json_t *object = json_pack(
		"{s:s, s:s, s:i, s:I, s:s?, s:s, s:s, s:I, s:f, s:f, s:i, s:i, s:i, s:I, s:I, s:o, "
		"s:o, "
		"s:b, s:s, s:s, s:i}",
		"target", options->target, "engine", fuzzer_name(options->engine), "jobs",
		(int)options->jobs, "seconds_asked", (json_int_t)options->seconds, "protocol",
		settings->protocol, "model",
		settings->model	     ? settings->model
		: settings->protocol ? "x86"
				     : "all",
		"work", options->work, "executions", (json_int_t)result->executions, "seconds",
		result->seconds, "per_second", (double)result->executions / result->seconds,
		"coverage", (int)result->coverage, "features", (int)result->features, "corpus",
		(int)result->corpus, "crashes", (json_int_t)collector->crashes, "duplicates",
		(json_int_t)collector->duplicates, "findings", json_of_findings(collector), "kept",
		json_of_crashes(collector), "interrupted", result->interrupted, "verdict",
		campaign_verdict_name(campaign_verdict(options, collector, result)), "words",
		campaign_verdict_text(options, collector, result, text, sizeof(text)), "status",
		status);

	if (campaign_reads(options))
		json_object_set_new(object, "covered",
				    json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:i, s:I}",
					      "late_tsc", (json_int_t)result->covered.late,
					      "late_most", (json_int_t)result->covered.late_most,
					      "reads", (json_int_t)result->covered.reads,
					      "overlapped", (json_int_t)result->covered.overlapped,
					      "updates", (json_int_t)result->covered.updates,
					      "known", (json_int_t)result->covered.known,
					      "known_pairs",
					      (int)covered_known_pairs(&result->covered), "again",
					      (json_int_t)result->covered.again));
	if (result->error[0])
		json_object_set_new(object, "error", json_string(result->error));
	json_dumpf(object, stdout, JSON_INDENT(2));
	printf("\n");
	json_decref(object);
}
