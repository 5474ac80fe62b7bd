/* warpage verify or search of a pair in several models: a part each, and the verdict of the worst one. */
#include "analysis/alike.h"
#include "file/text.h"
#include "protocols/registry.h"
#include "protocols/registry_tell.h"
#include "verify/tell.h"

static bool run(struct trial *trial, struct alike *alike, enum model model)
{
	struct verify_options options = trial->options;
	struct outcome *part = outcome_part(trial->outcome);
	const struct verdict *verdict;

	if (!part) {
		outcome_judge(trial->outcome, OUTCOME_ERROR, "out of memory");
		return false;
	}
	options.model = model;
	tell_parameters(part, &options);
	verdict = alike_explore(trial, alike, &options);
	tell_verdict(part, &options, verdict);
	trial_keep(trial, verdict, part, true);
	trial->violations += verdict_violations(verdict) != 0;
	trial->told++;
	progress_clear();
	printer_part(&trial->printer, part);
	return !verdict->error[0] && !verdict->interrupted;
}

/* What each is, the violations first: "violation in weak; clean in sc, x86; not tried: x86-manual". */
static void tell_models(struct outcome *outcome, const char *untried)
{
	struct text words = {.out = outcome->words, .size = sizeof(outcome->words)};

	for (enum outcome_verdict verdict = OUTCOME_VERDICTS; verdict-- > 0;) {
		bool first = true;

		for (unsigned int i = 0; i < outcome->nparts; i++) {
			const struct outcome *part = outcome->parts[i];

			if (part->verdict != verdict)
				continue;
			if (first)
				text_add(&words, "%s%s in ", words.used ? "; " : "",
					 outcome_verdict_name(verdict));
			text_add(&words, "%s%s", first ? "" : ", ",
				 json_string_value(json_object_get(part->parameters, "model")));
			first = false;
		}
	}
	if (*untried)
		text_add(&words, "; not tried: %s", untried);
}

void trial_each_model(struct trial *trial)
{
	const struct verify_options *options = &trial->options;
	struct outcome *outcome = trial->outcome;
	struct alike alike = {.n = 0};
	char pair[REGISTRY_PAIR + 32], names[64] = "";
	struct text untried = {.out = names, .size = sizeof(names)};
	bool more = true;

	trial->rows = (unsigned int)__builtin_popcount(trial_models(trial));
	outcome_subject(outcome, "%s, %u models",
			registry_describe_pair(options->format, options->host, options->guest, pair,
					       sizeof(pair)),
			trial->rows);
	registry_put_pair(outcome->parameters, options->format, options->host, options->guest);
	tell_bounds(outcome, options);
	printer_begin(&trial->printer, outcome, trial->rows);
	for (enum model model = 0; model < MODELS; model++) {
		if (!trial_wants(trial, model))
			continue;
		if (more)
			more = run(trial, &alike, model);
		else
			text_add(&untried, "%s%s", untried.used ? ", " : "", model_name(model));
	}
	alike_free(&alike);
	if (!outcome->nparts)
		return;
	outcome_judge_worst(outcome);
	tell_models(outcome, names);
	if (outcome->nparts < trial->rows && outcome->verdict != OUTCOME_VIOLATION &&
	    outcome->verdict != OUTCOME_ERROR)
		outcome_judge(outcome, OUTCOME_UNFINISHED, "%u of %u models were not tried",
			      trial->rows - outcome->nparts, trial->rows);
}
