/* The closing report of a campaign, and what its exit status is. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "campaign/unsaved.h"
#include "cli/fuzz.h"
#include "file/show.h"

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
	if (!crash->path[0])
		printf("%s\n", crash->about[0] ? crash->about : "no file holds its input");
	else if (target)
		show(stdout, "%s%s%s%s %s\n", settings->protocol ? "WARPAGE_FUZZ_PROTOCOL=" : "",
		     settings->protocol ? settings->protocol : "", settings->protocol ? " " : "",
		     settings->campaign.replayer, crash->path);
	else
		show(stdout, "%s: %s\n", crash->path, crash->about);
	if (crash->report && full)
		printf("%s\n", crash->report);
}

/* What no file holds, to be saved from here. */
static void print_unsaved(const struct fuzz_settings *settings, const struct collector *collector,
			  const struct unsaved *unsaved, const char *of)
{
	char *input = unsaved_input_text(collector, unsaved);
	char *finding = unsaved_finding_text(unsaved->finding);

	if (finding)
		printf("not saved: a finding, %s; for `warpage replay FILE`:\n%s\n", of, finding);
	if (input && collector->pairs) {
		printf("not saved: an input, %s; for `warpage replay FILE`:\n%s\n", of, input);
	} else if (input) {
		show(stdout, "not saved: an input, %s; for `base64 -d >FILE` and `%s FILE`:\n", of,
		     settings->campaign.replayer);
		printf("%s\n", input);
	}
	free(input);
	free(finding);
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
	for (unsigned int i = 0; i < collector->nfound; i++)
		print_unsaved(settings, collector, &collector->found[i].unsaved,
			      collector->found[i].signature);
	for (unsigned int i = 0; i < collector->nkept; i++)
		print_unsaved(settings, collector, &collector->kept[i].unsaved,
			      crash_kind_name(collector->kept[i].kind));
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
		show(stdout,
		     "             inputs for `WARPAGE_FUZZ_KNOWN=report %s FILE`: races need "
		     "not "
		     "come out the same again\n",
		     settings->campaign.replayer);
	else if (collector->nfound)
		printf("             inputs for `warpage replay --input FILE`\n");
	for (unsigned int i = 0; i < collector->nfound; i++) {
		const struct collected *found = &collector->found[i];

		show(stdout, "  finding    %s  %s%s\n", found->path[0] ? found->path : "(none)",
		     found->signature, found->old ? "  (earlier)" : "");
		if (found->why[0])
			show(stdout, "             %s\n", found->why);
		printf("  input      %s\n",
		       found->crash[0] ? found->crash : "(in no file; it is above)");
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
	       collector->ncrashes, collector->duplicates, collector->nkept);
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
	show(stdout, "  verdict    %s\n",
	     campaign_verdict_text(options, collector, result, text, sizeof(text)));
	fuzz_print_parameters(settings);
}
