/* The figures of a campaign and its verdict. */
#include "campaign/tell.h"

#include <inttypes.h>

#include "campaign/unsaved.h"
#include "outcome/put.h"

static const char *model_of(const struct campaign_options *options)
{
	return options->model ? options->model : options->protocol ? "x86" : "all";
}

void campaign_open(const struct campaign_options *options, struct outcome *outcome)
{
	json_t *parameters = outcome->parameters;

	outcome->whole = true;
	outcome_subject(outcome, "%s%s%s", options->target, options->protocol ? " " : "",
			options->protocol ? options->protocol : "");
	outcome_open(outcome, "with", "engine %s, jobs %u, seconds %" PRIu64 "%s%s%s%s",
		     fuzzer_name(options->engine), options->jobs, options->seconds,
		     campaign_reads(options) ? ", model " : "",
		     campaign_reads(options) ? model_of(options) : "",
		     options->known ? ", known" : "", options->deaths ? ", deaths" : "");
	if (options->hosts)
		outcome_open(outcome, "hosts", "%u", options->hosts);
	if (options->vcpus)
		outcome_open(outcome, "vcpus", "%u", options->vcpus);
	if (options->tscs)
		outcome_open(outcome, "tscs", "%s", options->tscs);
	put_text(parameters, "target", options->target);
	put_text(parameters, "engine", fuzzer_name(options->engine));
	put_number(parameters, "jobs", options->jobs);
	put_number(parameters, "seconds", options->seconds);
	if (options->protocol)
		put_text(parameters, "protocol", options->protocol);
	put_text(parameters, "model", model_of(options));
	put_bool(parameters, "known", options->known);
	put_bool(parameters, "deaths", options->deaths);
	if (options->hosts)
		put_number(parameters, "hosts", options->hosts);
	if (options->vcpus)
		put_number(parameters, "vcpus", options->vcpus);
	if (options->tscs)
		put_text(parameters, "tscs", options->tscs);
	put_text(parameters, "work", options->work);
}

/* In what was there no violation? */
static const char *tested(const struct campaign_options *options,
			  const struct campaign_result *result, char *out, size_t size)
{
	if (campaign_reads(options))
		snprintf(out, size, "violation in %" PRIu64 " reads that met an update",
			 result->covered.overlapped);
	else
		snprintf(out, size, "failure in %" PRIu64 " executions", result->executions);
	return out;
}

static void judge_found(const struct campaign_options *options, const struct collector *collector,
			const struct campaign_result *result, struct outcome *outcome)
{
	char *words = outcome->words;
	size_t size = sizeof(outcome->words);

	outcome_judge(outcome, OUTCOME_VIOLATION, NULL);
	if (unsaved_count(collector))
		snprintf(words, size, "violation; what could not be saved is in this report alone");
	else if (result->interrupted)
		snprintf(words, size, "violation (interrupted after %.1f of %" PRIu64 " s)",
			 result->seconds, options->seconds);
}

static void judge_none(const struct campaign_options *options, const struct campaign_result *result,
		       struct outcome *outcome)
{
	unsigned int pairs = covered_known_pairs(&result->covered);
	char *words = outcome->words, in[64];
	size_t size = sizeof(outcome->words);

	tested(options, result, in, sizeof(in));
	if (result->interrupted) {
		snprintf(words, size, "interrupted after %.1f of %" PRIu64 " s: no %s%s by then",
			 result->seconds, options->seconds, pairs ? "new " : "", in);
		outcome_judge(outcome, OUTCOME_UNFINISHED, "%s", words);
	} else if (!campaign_tested(options, result)) {
		outcome_judge(outcome, OUTCOME_NOTHING_TESTED, "no execution%s",
			      campaign_reads(options) ? " with a read that met an update" : "");
	} else if (pairs) {
		snprintf(words, size,
			 "nothing new: %u pair%s showed what the matrix lists, and no other %s",
			 pairs, pairs == 1 ? "" : "s", in);
		outcome_judge(outcome, OUTCOME_NOTHING_NEW, NULL);
	} else {
		snprintf(words, size, "clean: no %s", in);
		outcome_judge(outcome, OUTCOME_CLEAN, NULL);
	}
}

/* Is there a crash of a target that has no findings, of this campaign or an earlier one? */
static bool crashed(const struct collector *collector)
{
	for (unsigned int i = 0; i < collector->nkept; i++)
		if (collector->kept[i].kind == CRASH_OF_TARGET)
			return true;
	return false;
}

static void judge(const struct campaign_options *options, const struct collector *collector,
		  const struct campaign_result *result, struct outcome *outcome)
{
	unsigned int lost = collector_count(collector, CRASH_LOST);
	unsigned int refused = collector_count(collector, CRASH_REFUSED);

	if (collector->gone)
		outcome_judge(outcome, OUTCOME_LOST,
			      "%" PRIu64 " crash%s whose input could not be written; %u finding%s",
			      collector->gone, collector->gone == 1 ? "" : "es", collector->nfound,
			      collector->nfound == 1 ? "" : "s");
	else if (collector->nfound || crashed(collector))
		judge_found(options, collector, result, outcome);
	else if (result->skipped)
		outcome_judge(outcome, OUTCOME_SKIPPED, "%s", result->error);
	else if (result->error[0])
		outcome_judge(outcome, OUTCOME_ERROR, "%s", result->error);
	else if (collector->unsaved)
		outcome_judge(outcome, OUTCOME_ERROR, "%u could not be saved", collector->unsaved);
	else if (lost || refused)
		outcome_judge(outcome, OUTCOME_ERROR,
			      "%u crashes that do not come back, %u of pairs that are refused",
			      lost, refused);
	else
		judge_none(options, result, outcome);
}

static void put_counts(const struct campaign_options *options, const struct collector *collector,
		       const struct campaign_result *result, json_t *counts)
{
	const struct covered *covered = &result->covered;

	put_number(counts, "executions", result->executions);
	put_real(counts, "seconds", result->seconds);
	put_real(counts, "per_second",
		 result->seconds > 0 ? (double)result->executions / result->seconds : 0);
	put_number(counts, "coverage", result->coverage);
	put_number(counts, "features", result->features);
	put_number(counts, "corpus", result->corpus);
	put_number(counts, "crashes", collector->ncrashes);
	put_number(counts, "duplicates", collector->duplicates);
	put_number(counts, "lost", collector->gone);
	put_number(counts, "unsaved", unsaved_count(collector));
	put_bool(counts, "interrupted", result->interrupted);
	if (!campaign_reads(options))
		return;
	put_number(counts, "reads", covered->reads);
	put_number(counts, "overlapped", covered->overlapped);
	put_number(counts, "updates", covered->updates);
	put_number(counts, "kept", covered->kept);
	put_number(counts, "joint_executions", covered->joint);
	put_number(counts, "late_tsc", covered->late);
	put_number(counts, "late_most", covered->late_most);
	put_number(counts, "known", covered->known);
	put_number(counts, "known_pairs", covered_known_pairs(covered));
	put_number(counts, "again", covered->again);
}

static void say_covered(const struct covered *covered, struct outcome *outcome)
{
	outcome_say(outcome, "reads",
		    "%" PRIu64 ", of which %" PRIu64 " met an update; %" PRIu64 " updates",
		    covered->reads, covered->overlapped, covered->updates);
	if (covered->late)
		outcome_say(outcome, "late-tsc",
			    "%" PRIu64 " TSC samples came late, by %" PRIu64
			    " ticks at most: x86-manual has that, x86 not; no violation",
			    covered->late, covered->late_most);
	if (covered->joint)
		outcome_say(outcome, "together",
			    "%" PRIu64 " executions of reads that act on each other through memory "
			    "that the guest keeps over reads; %" PRIu64
			    " reads of such by themselves",
			    covered->joint, covered->kept);
	else if (covered->kept)
		outcome_assume(outcome, "floor",
			       "%" PRIu64 " reads touched memory that the guest keeps over reads; "
			       "here that starts anew in each read, and how reads act on each "
			       "other through it is not judged",
			       covered->kept);
	if (covered->again)
		outcome_say(outcome, "again",
			    "%" PRIu64 " inputs showed no more than what had been found",
			    covered->again);
	if (covered->known)
		outcome_say(outcome, "known",
			    "%" PRIu64 " inputs of %u pairs showed what the matrix lists for "
			    "them; --known reports it",
			    covered->known, covered_known_pairs(covered));
}

static void say_figures(const struct campaign_options *options, const struct collector *collector,
			const struct campaign_result *result, struct outcome *outcome)
{
	char features[40] = "";

	outcome_say(outcome, "executions", "%" PRIu64 " in %.1f s, %.0f per second",
		    result->executions, result->seconds,
		    (double)result->executions / result->seconds);
	if (result->features)
		snprintf(features, sizeof(features), ", %u features", result->features);
	outcome_say(outcome, "coverage", "%u edges%s", result->coverage, features);
	outcome_say(outcome, "corpus", "%u inputs in use, kept in %s", result->corpus,
		    options->work);
	outcome_say(outcome, "crashes",
		    "%" PRIu64 ": %" PRIu64 " as others before, %u kept without a finding",
		    collector->ncrashes, collector->duplicates, collector->nkept);
}

void campaign_tell(const struct campaign_options *options, const struct collector *collector,
		   const struct campaign_result *result, struct outcome *outcome)
{
	judge(options, collector, result, outcome);
	if (!result->executions && !collector->ncrashes && result->error[0])
		return;
	if (result->error[0] && outcome->verdict != OUTCOME_ERROR)
		outcome_note(outcome, "%s", result->error);
	put_counts(options, collector, result, outcome->counts);
	campaign_tell_outcomes(options, collector, result, outcome);
	say_figures(options, collector, result, outcome);
	campaign_tell_found(options, collector, outcome);
	if (campaign_reads(options))
		say_covered(&result->covered, outcome);
	outcome_assume(outcome, "covers",
		       "what the fuzzer happened to try: it proves nothing, warpage verify does");
}
