/* The rows that the machine fills: a model each, deaths, and each barrier. */
#include "analysis/check_rows.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

#include "file/show.h"
#include "file/text.h"
#include "outcome/put.h"
#include "verify/tell.h"

#define DEATHS_MAX 2000000 /* executions: a second or two */
#define BARRIERS_MAX 64
#define NAME_WIDTH 12

/* Models from the one that allows least: what is wrong in an earlier one is worse. */
const enum model check_models[MODELS] = {MODEL_SC, MODEL_X86, MODEL_WEAK, MODEL_X86_MANUAL};

/* "  NAME         text", a row for people. */
void check_row_line(const struct check *check, struct outcome *row, const char *name,
		    const char *format, ...)
{
	char text[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	fprintf(said_more(&row->text), "  %-*s ", NAME_WIDTH, name);
	terminal_words(said_more(&row->text), *name ? row->verdict : OUTCOME_DONE, text,
		       &check->trial.printer.console);
}

/* The worst finding is that of the first model in which anything is wrong; it outlives the verdict. */
static void keep_worst(struct check *check, const struct verdict *verdict,
		       const struct outcome *row)
{
	for (unsigned int i = 0; i < row->nviolations && !check->worst; i++) {
		const struct outcome_violation *violation = row->violations[i];
		struct finding *found = verdict->found[violation_kind_parse(violation->kind)];

		if (!found)
			continue;
		check->worst = malloc(sizeof(*check->worst));
		if (!check->worst)
			return;
		*check->worst = *found;
		snprintf(check->worst_path, sizeof(check->worst_path), "%s", violation->finding);
	}
}

/* What a model's row says: of a clean one what it covers, of another one what is wrong. */
static void tell_model(const struct check *check, struct outcome *row,
		       const struct verify_options *options, const struct verdict *verdict,
		       const char *name, const char *excuse)
{
	char cell[TELL_CELL], against[400];
	struct text words = {.out = row->words, .size = sizeof(row->words)};

	row->words[0] = '\0';
	switch (verdict_outcome(verdict)) {
	case OUTCOME_CLEAN:
		text_add(&words, "clean: %s, any retries, ",
			 verdict->floor ? "each read by itself" : "any readers");
		if (verdict->claim.any)
			text_add(&words, "any updates, any values");
		else
			text_add(&words, "reads of up to %u updates", verdict->spans);
		break;
	case OUTCOME_WITHIN_RETRIES:
		text_add(&words, "no violation within %u retries", options->retries);
		break;
	case OUTCOME_VIOLATION:
		text_add(&words, "%s%s%s",
			 violation_names(verdict_violations(verdict), "", cell, sizeof(cell)),
			 excuse, verdict->interrupted ? "; stopped" : "");
		break;
	case OUTCOME_ERROR:
		text_add(&words, "no verdict: %s", verdict->error);
		break;
	default:
		text_add(&words, "%s", outcome_verdict_name(verdict_outcome(verdict)));
	}
	if (verdict->executions)
		text_add(&words, "; %" PRIu64 " executions, %" PRIu64 " reads overlapped an update",
			 verdict->executions, verdict->overlapped);
	check_row_line(check, row, name, "%s", row->words);
	if (verdict_outcome(verdict) == OUTCOME_CLEAN && verdict->claim.why)
		check_row_line(check, row, "", "no proof for more: %s",
			       tell_against(&verdict->claim, against, sizeof(against)));
}

/* One model. */
bool check_model(struct check *check, struct alike *alike, enum model model)
{
	struct trial *trial = &check->trial;
	struct verify_options options = trial->options;
	bool manual = model == MODEL_X86_MANUAL && !trial->models;
	struct outcome *row = trial_row(trial);
	struct verdict *verdict;
	bool error;

	if (!row)
		return false;
	options.model = model;
	verdict = alike_explore(trial, alike, &options);
	tell_parameters(row, &options);
	tell_verdict(row, &options, verdict);
	trial_keep(trial, verdict, row, false);
	said_free(&row->text);
	check->baseline[model] = verdict_violations(verdict);
	check->whole[model] = verdict_status(verdict) != 2;
	if (!manual)
		check->proved = check->proved && !verdict_status(verdict) && verdict->claim.any;
	error = verdict->error[0];
	if (!check->floor)
		check->floor = verdict->floor;
	if (!manual)
		keep_worst(check, verdict, row);
	if (manual && row->verdict == OUTCOME_VIOLATION)
		outcome_judge(row, OUTCOME_DONE, NULL);
	tell_model(check, row, &options, verdict, model_name(model),
		   manual ? " where LFENCE;RDTSC may be sampled late, as on some CPUs" : "");
	trial_print_row(trial, row);
	return !error && !*options.stop;
}

/* What else there is if the host dies, in the strongest model that is wanted. */
void check_deaths(struct check *check)
{
	struct trial *trial = &check->trial;
	struct verify_options options = trial->options;
	struct outcome *row = trial_row(trial);
	struct verdict verdict;
	char cell[TELL_CELL];
	u32 more;

	if (!row)
		return;
	options.deaths = true;
	options.limit = DEATHS_MAX;
	options.updates = options.updates > 1 ? options.updates - 1 : 1;
	if (trial_wants(trial, MODEL_X86))
		options.model = MODEL_X86;
	verify(trial->machine, &trial->oracle, &options, &verdict);
	tell_parameters(row, &options);
	tell_verdict(row, &options, &verdict);
	said_free(&row->text);
	more = verdict_violations(&verdict) & ~check->baseline[options.model];
	snprintf(row->words, sizeof(row->words), "%s%s",
		 more		     ? violation_names(more, "", cell, sizeof(cell))
		 : verdict.error[0]  ? "nothing is known"
		 : !verdict.accepted ? "nothing was tested"
				     : "nothing more",
		 verdict.complete ? "" : ", as far as was explored,");
	outcome_judge(row, OUTCOME_DONE, NULL);
	check_row_line(check, row, "deaths", "%s if the host dies in mid-update", row->words);
	verdict_free(&verdict);
	trial_print_row(trial, row);
}

/* Of x86-manual, which makes no verdict beside others, nothing is asked of barriers either. */
static bool tries_barriers(const struct trial *trial, enum model model)
{
	return trial_wants(trial, model) && (trial->models || model != MODEL_X86_MANUAL);
}

/* In the models that were tried, and in no other. */
static void tell_idle(const struct trial *trial, struct text *words)
{
	const char *comma = "";

	text_add(words, "idle in ");
	for (unsigned int i = 0; i < ARRAY_SIZE(check_models); i++)
		if (tries_barriers(trial, check_models[i])) {
			text_add(words, "%s%s", comma, model_name(check_models[i]));
			comma = ", ";
		}
	text_add(words, ": nothing else is wrong without it");
}

/* Without one barrier, in every model: where it bears load. */
static bool run_barrier(struct check *check, const struct site *site, const char *name)
{
	struct trial *trial = &check->trial;
	struct outcome *row = trial_row(trial);
	struct alike alike = {.n = 0};
	struct text words;
	bool bears = false, open = false;
	char cell[TELL_CELL], place[512];

	if (!row)
		return false;
	words = (struct text){.out = row->words, .size = sizeof(row->words)};
	snprintf(place, sizeof(place), "%s:%u  %s", site->file, site->line, name);
	outcome_subject(row, "without %s", place);
	put_text(row->parameters, "file", site->file);
	put_number(row->parameters, "line", site->line);
	put_text(row->parameters, "barrier", name);
	for (unsigned int i = 0; i < ARRAY_SIZE(check_models) && !*trial->options.stop; i++) {
		struct verify_options options = trial->options;
		const struct verdict *verdict;
		u32 more;

		if (!tries_barriers(trial, check_models[i]))
			continue;
		options.model = check_models[i];
		options.updates = options.updates < 2 ? options.updates : 2;
		options.dropped = site;
		options.quick = true;
		options.first_only = !check->baseline[check_models[i]];
		if (check->whole[check_models[i]] &&
		    verify_idle(trial->machine, &trial->oracle, &options, name))
			continue;
		verdict = alike_explore(trial, &alike, &options);
		more = verdict_violations(verdict) & ~check->baseline[check_models[i]];
		open |= !more && verdict_status(verdict) == 2;
		if (more)
			text_add(&words, "%s%s in %s", bears ? ", " : "bears load: without it ",
				 violation_names(more, "", cell, sizeof(cell)),
				 model_name(check_models[i]));
		bears |= more;
	}
	alike_free(&alike);
	open |= *trial->options.stop;
	if (!bears && open)
		text_add(&words, "unknown: not explored to the end without it");
	else if (!bears)
		tell_idle(trial, &words);
	check->barriers++;
	check->bearing += bears;
	json_object_set_new(row->counts, "load_bearing",
			    bears || !open ? json_boolean(bears) : json_null());
	outcome_judge(row, *trial->options.stop ? OUTCOME_UNFINISHED : OUTCOME_DONE, NULL);
	show(said_more(&row->text), "  %s\n", place);
	check_row_line(check, row, "", "%s", row->words);
	trial_print_row(trial, row);
	return true;
}

void check_barriers(struct check *check)
{
	const struct site *sites[BARRIERS_MAX];
	const char *names[BARRIERS_MAX];
	unsigned int n = machine_fences(check->trial.machine, sites, names, BARRIERS_MAX);

	for (unsigned int i = 0; i < n && !*check->trial.options.stop; i++)
		if (!run_barrier(check, sites[i], names[i]))
			return;
}
