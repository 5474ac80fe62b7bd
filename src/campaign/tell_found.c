/* What a campaign found: a part for each pair, and crashes that became no finding. */
#include <inttypes.h>
#include <stdlib.h>

#include "campaign/tell.h"
#include "campaign/unsaved.h"
#include "file/show.h"
#include "outcome/put.h"
#include "protocols/registry.h"

/* Findings in two columns, of as many pairs, or of as many races; crashes with what the target told. */
#define SHOWN_MAX 5
#define LINES_MAX 20 /* of crashes that are no findings */

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

/* What no file holds: for programs, and in full for people, to be saved from there. */
static void tell_unsaved(const struct campaign_options *options, const struct collector *collector,
			 const struct unsaved *unsaved, const char *of, FILE *out, json_t *more)
{
	char *input = unsaved_input_text(collector, unsaved);
	char *finding = unsaved_finding_text(unsaved->finding);

	if (finding) {
		put_text(more, "unsaved_finding", finding);
		fprintf(out, "not saved: a finding, %s; for `warpage replay FILE`:\n%s\n", of,
			finding);
	}
	if (input) {
		put_text(more, "unsaved_input", input);
		if (collector->pairs)
			show(out, "not saved: an input, %s; for `warpage replay FILE`:\n", of);
		else
			show(out, "not saved: an input, %s; for `base64 -d >FILE` and `%s FILE`:\n",
			     of, options->replayer);
		fprintf(out, "%s\n", input);
	}
	free(input);
	free(finding);
}

static void tell_finding(const struct campaign_options *options, const struct collector *collector,
			 const struct collected *found, bool shown, struct outcome *part)
{
	struct outcome_violation *violation =
		outcome_violation(part, violation_name(found->violation), "forbidden", 1);
	json_t *more = json_object();

	if (!violation || !more) {
		json_decref(more);
		return;
	}
	violation->brief = !shown;
	violation->more = more;
	snprintf(violation->finding, sizeof(violation->finding), "%s", found->path);
	put_text(more, "model", model_name(found->model));
	put_text(more, "signature", found->signature);
	put_text(more, "input", found->crash);
	put_bool(more, "earlier", found->old);
	if (found->why[0])
		put_text(more, "why", found->why);
	if (found->text) {
		put_text(more, "text", found->text);
		fprintf(said_more(&violation->text), "%s\n", found->text);
	}
	tell_unsaved(options, collector, &found->unsaved, found->signature, said_more(&part->text),
		     more);
	outcome_say(part, "finding", "%s  %s%s", found->path[0] ? found->path : "(none)",
		    found->signature, found->old ? "  (earlier)" : "");
	if (found->why[0])
		outcome_say(part, "", "%s", found->why);
	outcome_say(part, "input", "%s",
		    found->crash[0] ? found->crash : "(in no file; it is above)");
}

static void tell_pair(const struct campaign_options *options, const struct collector *collector,
		      unsigned int i, unsigned int *shown, struct outcome *part)
{
	const struct collected *found = collector->found;
	char format[REGISTRY_NAME], host[REGISTRY_NAME], guest[REGISTRY_NAME];

	outcome_subject(part, "%s:%s:%s",
			registry_spell(found[i].format->name, format, sizeof(format)),
			registry_spell(found[i].host->name, host, sizeof(host)),
			registry_spell(found[i].guest->name, guest, sizeof(guest)));
	put_text(part->parameters, "format", format);
	put_text(part->parameters, "host", host);
	put_text(part->parameters, "guest", guest);
	outcome_judge(part, OUTCOME_VIOLATION, NULL);
	for (unsigned int k = i; k < collector->nfound; k++)
		if (same_pair(&found[k], &found[i])) {
			bool show_it = *shown < SHOWN_MAX && (collector->race || k == i);

			*shown += show_it;
			tell_finding(options, collector, &found[k], show_it, part);
		}
}

/* How to see a crash again. */
static void describe(const struct campaign_options *options, const struct crash *crash, FILE *out)
{
	bool target = crash->kind == CRASH_OF_TARGET && !crash->about[0];

	fprintf(out, "%s%s: ", crash->old ? "earlier " : "", crash_kind_name(crash->kind));
	if (!crash->path[0])
		show(out, "%s\n", crash->about[0] ? crash->about : "no file holds its input");
	else if (target)
		show(out, "%s%s%s%s %s\n", options->protocol ? "WARPAGE_FUZZ_PROTOCOL=" : "",
		     options->protocol ? options->protocol : "", options->protocol ? " " : "",
		     options->replayer, crash->path);
	else
		show(out, "%s: %s\n", crash->path, crash->about);
}

static void tell_crash(const struct campaign_options *options, const struct collector *collector,
		       const struct crash *crash, unsigned int i, struct outcome *outcome)
{
	struct outcome_violation *violation =
		outcome_violation(outcome, crash_kind_name(crash->kind),
				  crash->kind == CRASH_OF_TARGET ? "forbidden" : "unknown", 1);
	json_t *more = json_object();
	FILE *out;

	if (!violation || !more) {
		json_decref(more);
		return;
	}
	violation->brief = i >= LINES_MAX;
	violation->more = more;
	put_text(more, "input", crash->path);
	put_text(more, "about", crash->about);
	put_bool(more, "earlier", crash->old);
	out = said_more(&violation->text);
	describe(options, crash, out);
	if (crash->report) {
		put_text(more, "text", crash->report);
		if (i < SHOWN_MAX)
			fprintf(out, "%s\n", crash->report);
	}
	tell_unsaved(options, collector, &crash->unsaved, crash_kind_name(crash->kind),
		     said_more(&outcome->text), more);
}

void campaign_tell_found(const struct campaign_options *options, const struct collector *collector,
			 struct outcome *outcome)
{
	unsigned int shown = 0;

	for (unsigned int i = 0; i < collector->nfound; i++) {
		struct outcome *part = first_of_pair(collector, i) ? outcome_part(outcome) : NULL;

		if (part)
			tell_pair(options, collector, i, &shown, part);
	}
	for (unsigned int i = 0; i < collector->nkept; i++)
		tell_crash(options, collector, &collector->kept[i], i, outcome);
	if (collector->nkept > LINES_MAX)
		outcome_say(outcome, "crashes", "%u more, in %s/crashes",
			    collector->nkept - LINES_MAX, options->work);
	if (collector->dropped)
		outcome_say(outcome, "crashes", "%" PRIu64 " more, which are not kept",
			    collector->dropped);
	if (!collector->nfound)
		return;
	outcome_say(outcome, "found", "%u, each once; findings are for `warpage replay FILE`,",
		    collector->nfound);
	if (collector->race)
		outcome_say(outcome, "",
			    "inputs for `WARPAGE_FUZZ_KNOWN=report %s FILE`: races need not "
			    "come out the same again",
			    options->replayer);
	else
		outcome_say(outcome, "", "inputs for `warpage replay --input FILE`");
}
