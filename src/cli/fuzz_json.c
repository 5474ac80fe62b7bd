/* The closing report of a campaign as JSON. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "campaign/unsaved.h"
#include "cli/fuzz.h"

/* What no file holds, as text; null for what has a file. */
static void json_add_unsaved(json_t *object, const struct collector *collector,
			     const struct unsaved *unsaved)
{
	char *input = unsaved_input_text(collector, unsaved);
	char *finding = unsaved_finding_text(unsaved->finding);

	json_object_set_new(object, "unsaved_input", input ? json_string(input) : json_null());
	json_object_set_new(object, "unsaved_finding",
			    finding ? json_string(finding) : json_null());
	free(input);
	free(finding);
}

static json_t *json_of_findings(const struct collector *collector)
{
	json_t *all = json_array();

	for (unsigned int i = 0; i < collector->nfound; i++) {
		const struct collected *found = &collector->found[i];
		json_t *one = json_pack("{s:s, s:s, s:s, s:o, s:o, s:b, s:o, s:s?}", "violation",
					violation_name(found->violation), "model",
					model_name(found->model), "signature", found->signature,
					"file", common_json_name(found->path), "crash",
					common_json_name(found->crash), "earlier", found->old,
					"why", common_json_name(found->why), "text", found->text);

		json_add_unsaved(one, collector, &found->unsaved);
		json_array_append_new(all, one);
	}
	return all;
}

static json_t *json_of_crashes(const struct collector *collector)
{
	json_t *all = json_array();

	for (unsigned int i = 0; i < collector->nkept; i++) {
		const struct crash *crash = &collector->kept[i];
		json_t *one = json_pack("{s:o, s:s, s:o, s:b, s:s?}", "file",
					common_json_name(crash->path), "kind",
					crash_kind_name(crash->kind), "about",
					common_json_name(crash->about), "earlier", crash->old,
					"report", crash->report);

		json_add_unsaved(one, collector, &crash->unsaved);
		json_array_append_new(all, one);
	}
	return all;
}

void fuzz_print_json(const struct fuzz_settings *settings, const struct collector *collector,
		     const struct campaign_result *result, int status)
{
	const struct campaign_options *options = &settings->campaign;
	char text[256];
	json_t *object = json_pack(
		"{s:s, s:s, s:i, s:I, s:s?, s:s, s:o, s:I, s:f, s:f, s:i, s:i, s:i, s:I, s:I, s:o, "
		"s:o, "
		"s:b, s:s, s:s, s:i}",
		"target", options->target, "engine", fuzzer_name(options->engine), "jobs",
		(int)options->jobs, "seconds_asked", (json_int_t)options->seconds, "protocol",
		settings->protocol, "model",
		settings->model	     ? settings->model
		: settings->protocol ? "x86"
				     : "all",
		"work", common_json_name(options->work), "executions",
		(json_int_t)result->executions, "seconds", result->seconds, "per_second",
		result->seconds > 0 ? (double)result->executions / result->seconds : 0.0,
		"coverage", (int)result->coverage, "features", (int)result->features, "corpus",
		(int)result->corpus, "crashes", (json_int_t)collector->ncrashes, "duplicates",
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
	json_object_set_new(object, "lost", json_integer((json_int_t)collector->gone));
	json_object_set_new(object, "unsaved", json_integer(unsaved_count(collector)));
	if (result->error[0])
		json_object_set_new(object, "error", common_json_name(result->error));
	json_dumpf(object, stdout, JSON_INDENT(2));
	printf("\n");
	json_decref(object);
}
