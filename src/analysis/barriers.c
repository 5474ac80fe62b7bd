/*
 * warpage verify --barriers: leaves out each barrier of host and guest in turn and tells which
 * ones bear load, in which model, with the trace that shows it.
 */
#include "analysis/trial.h"
#include "file/text.h"
#include "outcome/put.h"
#include "protocols/registry.h"
#include "protocols/registry_tell.h"
#include "verify/tell.h"

#define SITES_MAX 64

struct barriers {
	struct trial *trial;
	const struct site *sites[SITES_MAX];
	const char *names[SITES_MAX];
	unsigned int nsites;
	u32 baseline[MODELS]; /* violations with all barriers in place */
	bool shown;	      /* a trace without the barrier at hand */
	bool error;
	bool met_all; /* one exploration with all barriers went to its end */
	unsigned int unfinished, untried;
};

/* What there is, or what it means that there is nothing. */
static void tell_found(struct text *text, const struct verify_options *options,
		       const struct verdict *verdict, u32 kinds, const char *none)
{
	char names[TELL_CELL], extent[96];
	const char *unfinished = verdict->interrupted ? ", unfinished" : "";

	if (kinds)
		text_add(text, "%s%s", violation_names(kinds, "", names, sizeof(names)),
			 unfinished);
	else if (verdict_outcome(verdict) == OUTCOME_UNFINISHED)
		text_add(text, "unfinished: nothing so far, in %s",
			 tell_extent(options, verdict, extent, sizeof(extent)));
	else if (verdict_outcome(verdict) == OUTCOME_WITHIN_RETRIES)
		text_add(text, "%s within %u retries", none, options->retries);
	else if (verdict_status(verdict) == 2)
		text_add(text, "%s", outcome_verdict_name(verdict_outcome(verdict)));
	else
		text_add(text, "%s%s", none, unfinished);
}

/* The words of a row, and the same for programs. Returns what is wrong besides the baseline. */
static u32 tell_words(const struct barriers *barriers, struct outcome *row,
		      const struct verify_options *options, const struct verdict *verdict,
		      bool tried)
{
	const struct site *dropped = options->dropped;
	struct text words = {.out = row->words, .size = sizeof(row->words)};
	u32 before = dropped ? barriers->baseline[options->model] : 0;
	u32 more = verdict_violations(verdict) & ~before;
	bool known = !verdict->interrupted && !verdict->error[0];
	const char *none = !dropped ? "clean"
			   : before ? "idle: nothing else is wrong without it"
				    : "idle: clean without it";
	char names[TELL_CELL];

	row->words[0] = '\0';
	text_add(&words, "%s",
		 !dropped ? "with all barriers: "
		 : more	  ? "LOAD-BEARING: without it "
			  : "");
	if (tried)
		tell_found(&words, options, verdict, more, none);
	else
		text_add(&words, "unfinished: not tried");
	put_text(row->counts, dropped ? "without_it" : "with_all",
		 violation_names(more, known ? "same" : "unfinished", names, sizeof(names)));
	if (dropped)
		json_object_set_new(row->counts, "load_bearing",
				    more || known ? json_boolean(more) : json_null());
	return more;
}

/* All barriers in place (i < 0), or all but one. false: nothing more can be said. */
static bool run(struct barriers *barriers, enum model model, int i, bool first)
{
	struct verdict verdict = {.first = VIOLATION_NONE, .interrupted = true};
	struct trial *trial = barriers->trial;
	struct verify_options options = trial->options;
	struct outcome *row = trial_row(trial);
	bool tried = !*options.stop, error;
	u32 more;
	FILE *out;

	if (!row)
		return false;
	options.model = model;
	options.dropped = i < 0 ? NULL : barriers->sites[i];
	options.quick = i >= 0;
	if (tried)
		trial_explore(trial, &options, &verdict);
	barriers->unfinished += tried && verdict.interrupted;
	barriers->untried += !tried;
	barriers->error |= verdict_status(&verdict) == 2 && !verdict.interrupted;
	tell_parameters(row, &options);
	tell_verdict(row, &options, &verdict);
	said_free(&row->text);
	more = tell_words(barriers, row, &options, &verdict, tried);
	out = said_more(&row->text);
	if (i < 0) {
		barriers->met_all |= !verdict.interrupted;
		barriers->baseline[model] = more;
	} else {
		put_text(row->parameters, "barrier", barriers->names[i]);
		barriers->shown &= !first;
		if (first)
			fprintf(out, "\n%s:%u  %s\n", options.dropped->file, options.dropped->line,
				barriers->names[i]);
	}
	fprintf(out, "  %-10s %s\n", model_name(model), row->words);
	if (i >= 0 && more && !barriers->shown) {
		barriers->shown = true;
		fprintf(out, "\n");
		trial_print(out, verdict.found[__builtin_ctz(more)], trial->machine, &trial->oracle,
			    NULL);
	}
	/* it is told, not judged */
	if (row->verdict == OUTCOME_VIOLATION)
		outcome_judge(row, OUTCOME_DONE, NULL);
	error = verdict.error[0];
	verdict_free(&verdict);
	trial_print_row(trial, row);
	return i >= 0 || !error;
}

/* In each model that is wanted. */
static bool run_models(struct barriers *barriers, int i)
{
	const struct trial *trial = barriers->trial;
	const struct site *sites[SITES_MAX];
	const char *names[SITES_MAX];
	bool first = true;
	unsigned int n;

	for (int model = 0; model < MODELS; model++) {
		if (trial->one_model && model != (int)trial->options.model)
			continue;
		if (!run(barriers, (enum model)model, i, first))
			return false;
		first = false;
		if (i >= 0)
			continue;
		n = machine_fences(trial->machine, sites, names, SITES_MAX);
		if (n > barriers->nsites) {
			memcpy(barriers->sites, sites, n * sizeof(*sites));
			memcpy(barriers->names, names, n * sizeof(*names));
			barriers->nsites = n;
		}
	}
	return true;
}

static void judge(const struct barriers *barriers)
{
	struct outcome *outcome = barriers->trial->outcome;
	bool whole = !barriers->unfinished && !barriers->untried;

	put_number(outcome->counts, "barriers", barriers->nsites);
	put_number(outcome->counts, "unfinished", barriers->unfinished);
	put_number(outcome->counts, "untried", barriers->untried);
	if (!whole)
		outcome_say(outcome, "UNFINISHED", "%u stopped half way, %u not tried%s",
			    barriers->unfinished, barriers->untried,
			    barriers->met_all ? "" : "; there may be more barriers than are named");
	else if (!barriers->nsites)
		outcome_note(outcome, "neither host nor guest has a barrier");
	outcome_judge(outcome,
		      barriers->error ? OUTCOME_ERROR
		      : whole	      ? OUTCOME_DONE
				      : OUTCOME_UNFINISHED,
		      "%u barriers, 1 to %u updates", barriers->nsites,
		      barriers->trial->options.updates);
}

void trial_barriers(struct trial *trial)
{
	struct barriers barriers = {.trial = trial};
	const struct verify_options *options = &trial->options;
	char pair[REGISTRY_PAIR + 32];

	outcome_subject(trial->outcome, "%s, without each barrier",
			registry_describe_pair(options->format, options->host, options->guest, pair,
					       sizeof(pair)));
	registry_put_pair(trial->outcome->parameters, options->format, options->host,
			  options->guest);
	tell_bounds(trial->outcome, options);
	printer_begin(&trial->printer, trial->outcome, 0);
	if (!run_models(&barriers, -1))
		return;
	for (unsigned int i = 0; i < barriers.nsites; i++)
		if (!run_models(&barriers, (int)i))
			return;
	judge(&barriers);
}
