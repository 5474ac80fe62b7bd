/*
 * All models, all barriers, a race: each a row, printed as soon as it is there; then the worst finding beside
 * its source, what all of it rests on, and what to do next.
 */
#include "analysis/check.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

#include "file/show.h"
#include "file/text.h"
#include "outcome/put.h"
#include "protocols/registry.h"
#include "protocols/registry_tell.h"
#include "verify/tell.h"

#define DEATHS_MAX 2000000 /* executions: a second or two */
#define BARRIERS_MAX 64
#define NAME_WIDTH 12

/* Models from the one that allows least: what is wrong in an earlier one is worse. */
static const enum model order[] = {MODEL_SC, MODEL_X86, MODEL_WEAK, MODEL_X86_MANUAL};

/* "  NAME         text", a row for people. */
__attribute__((format(printf, 3, 4))) static void row_line(struct outcome *row, const char *name,
							   const char *format, ...)
{
	char text[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	show(said_more(&row->text), "  %-*s %s\n", NAME_WIDTH, name, text);
}

/* Verdicts of the same exploration in several models. */
struct alike {
	struct verify_options options[MODELS];
	struct verdict verdicts[MODELS];
	unsigned int n;
};

/* In one model more: as in one before it, if nothing was executed there that is different in this one. */
static struct verdict *explore(struct trial *trial, struct alike *alike,
			       const struct verify_options *options)
{
	struct verdict *verdict = &alike->verdicts[alike->n];
	bool copied = false;

	for (unsigned int i = 0; i < alike->n && !copied; i++)
		copied = alike->options[i].first_only == options->first_only &&
			 verdict_copy(&alike->verdicts[i], alike->options[i].model, options->model,
				      verdict);
	if (copied)
		trial_confirm(trial->machine, &trial->oracle, verdict);
	else
		trial_explore(trial, options, verdict);
	alike->options[alike->n++] = *options;
	return verdict;
}

static void free_alike(struct alike *alike)
{
	for (unsigned int i = 0; i < alike->n; i++)
		verdict_free(&alike->verdicts[i]);
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
static void tell_model(struct outcome *row, const struct verify_options *options,
		       const struct verdict *verdict, const char *name, const char *excuse)
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
		text_add(&words, "%s%s",
			 violation_names(verdict_violations(verdict), "", cell, sizeof(cell)),
			 excuse);
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
	row_line(row, name, "%s", row->words);
	if (verdict_outcome(verdict) == OUTCOME_CLEAN && verdict->claim.why)
		row_line(row, "", "no proof for more: %s",
			 tell_against(&verdict->claim, against, sizeof(against)));
}

/* One model. */
static bool run_model(struct check *check, struct alike *alike, enum model model)
{
	struct trial *trial = &check->trial;
	struct verify_options options = trial->options;
	bool manual = model == MODEL_X86_MANUAL && !trial->one_model;
	struct outcome *row = trial_row(trial);
	struct verdict *verdict;
	bool error;

	if (!row)
		return false;
	options.model = model;
	verdict = explore(trial, alike, &options);
	tell_parameters(row, &options);
	tell_verdict(row, &options, verdict);
	trial_keep(trial, verdict, row, false);
	said_free(&row->text);
	check->baseline[model] = verdict_violations(verdict);
	check->whole[model] = verdict_status(verdict) != 2;
	error = verdict->error[0];
	if (!check->floor)
		check->floor = verdict->floor;
	if (!manual)
		keep_worst(check, verdict, row);
	tell_model(row, &options, verdict, model_name(model),
		   manual ? " where LFENCE;RDTSC may be sampled late, as on some CPUs" : "");
	if (manual && row->verdict == OUTCOME_VIOLATION)
		outcome_judge(row, OUTCOME_DONE, NULL);
	trial_print_row(trial, row);
	return !error && !*options.stop;
}

static bool wanted(const struct trial *trial, enum model model)
{
	return !trial->one_model || trial->options.model == model;
}

/* What else there is if the host dies, in the strongest model that is wanted. */
static void run_deaths(struct check *check)
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
	if (!trial->one_model)
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
	row_line(row, "deaths", "%s if the host dies in mid-update", row->words);
	outcome_judge(row, OUTCOME_DONE, NULL);
	verdict_free(&verdict);
	trial_print_row(trial, row);
}

/* Of x86-manual, which makes no verdict beside others, nothing is asked of barriers either. */
static bool tries_barriers(const struct trial *trial, enum model model)
{
	return wanted(trial, model) && (trial->one_model || model != MODEL_X86_MANUAL);
}

/* In the models that were tried, and in no other. */
static void tell_idle(const struct trial *trial, struct text *words)
{
	const char *comma = "";

	text_add(words, "idle in ");
	for (unsigned int i = 0; i < ARRAY_SIZE(order); i++)
		if (tries_barriers(trial, order[i])) {
			text_add(words, "%s%s", comma, model_name(order[i]));
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
	for (unsigned int i = 0; i < ARRAY_SIZE(order) && !*trial->options.stop; i++) {
		struct verify_options options = trial->options;
		const struct verdict *verdict;
		u32 more;

		if (!tries_barriers(trial, order[i]))
			continue;
		options.model = order[i];
		options.updates = options.updates < 2 ? options.updates : 2;
		options.dropped = site;
		options.quick = true;
		options.first_only = !check->baseline[order[i]];
		if (check->whole[order[i]] &&
		    verify_idle(trial->machine, &trial->oracle, &options, name))
			continue;
		verdict = explore(trial, &alike, &options);
		more = verdict_violations(verdict) & ~check->baseline[order[i]];
		open |= !more && verdict_status(verdict) == 2;
		if (more)
			text_add(&words, "%s%s in %s", bears ? ", " : "bears load: without it ",
				 violation_names(more, "", cell, sizeof(cell)),
				 model_name(order[i]));
		bears |= more;
	}
	free_alike(&alike);
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
	row_line(row, "", "%s", row->words);
	trial_print_row(trial, row);
	return true;
}

static void run_barriers(struct check *check)
{
	const struct site *sites[BARRIERS_MAX];
	const char *names[BARRIERS_MAX];
	unsigned int n = machine_fences(check->trial.machine, sites, names, BARRIERS_MAX);

	for (unsigned int i = 0; i < n && !*check->trial.options.stop; i++)
		if (!run_barrier(check, sites[i], names[i]))
			return;
}

/* Before the race: that has a machine of its own, and one ends the other. */
static void print_worst(struct check *check)
{
	struct trial *trial = &check->trial;
	FILE *out = said_more(&trial->outcome->text);
	char why[256];

	if (!check->worst || finding_replay(check->worst, trial->machine, &trial->oracle, 0xa5, why,
					    sizeof(why)) < 0)
		return;
	finding_print(out, check->worst, trial->machine, &trial->oracle, NULL, check->source);
	fprintf(out, "\n");
}

/* "torn 3, backwards 1" of a race; with a worse finding beside it, no more. */
static void tell_race(const struct check *check, struct outcome *row)
{
	struct text words = {.out = row->words, .size = sizeof(row->words)};
	char line[1024];

	said_free(&row->text);
	if (row->verdict == OUTCOME_VIOLATION) {
		row->words[0] = '\0';
		for (unsigned int i = 0; i < row->nviolations; i++) {
			row->violations[i]->brief = check->worst;
			text_add(&words, "%s%s %" PRIu64, i ? ", " : "", row->violations[i]->kind,
				 row->violations[i]->count);
		}
		text_add(&words, " of %" PRIu64 " reads",
			 (u64)json_integer_value(json_object_get(row->counts, "reads")));
	}
	row_line(row, "race", "%s", outcome_line(row, line, sizeof(line)));
}

/* Threads would act on each other through what the guest keeps: the models' verdicts are all there is. */
static void skip_race(struct check *check, struct outcome *row)
{
	char kept[256];

	outcome_subject(row, "%s, the race", check->trial.outcome->subject);
	snprintf(row->words, sizeof(row->words),
		 "not raced: %s, and how threads act on each other through that is not judged",
		 verdict_kept(check->floor, kept, sizeof(kept)));
	outcome_judge(row, OUTCOME_DONE, NULL);
	row_line(row, "race", "%s", row->words);
	trial_print_row(&check->trial, row);
}

static void run_race(struct check *check)
{
	static struct stress stress;
	struct trial *trial = &check->trial;
	struct outcome *row = trial_row(trial);

	if (!row)
		return;
	if (check->floor) {
		skip_race(check, row);
		return;
	}
	if (stress_begin(&stress, &check->race)) {
		stress_one(&stress, row, NULL);
		row->failed |= !stress_end(&stress);
	} else {
		stress_end(&stress);
	}
	tell_race(check, row);
	check->raced = row;
	trial_print_row(trial, row);
}

/* How bad a part's verdict is for the whole: what is unfinished or untested is never clean. 0: not judged. */
static unsigned int badness(enum outcome_verdict verdict)
{
	static const enum outcome_verdict worse[] = {OUTCOME_CLEAN,	 OUTCOME_WITHIN_RETRIES,
						     OUTCOME_LOST,	 OUTCOME_NOTHING_TESTED,
						     OUTCOME_UNFINISHED, OUTCOME_ERROR,
						     OUTCOME_VIOLATION};

	for (unsigned int i = 0; i < ARRAY_SIZE(worse); i++)
		if (worse[i] == verdict)
			return i + 1;
	return 0;
}

/* The verdict of the whole is that of its worst part; of violations it says where they are. */
static void judge(struct check *check)
{
	struct outcome *outcome = check->trial.outcome;
	struct text words = {.out = outcome->words, .size = sizeof(outcome->words)};
	const struct outcome *worst = NULL;
	const char *comma = "VIOLATION: ";

	for (unsigned int i = 0; i < outcome->nparts; i++) {
		const struct outcome *part = outcome->parts[i];

		outcome->failed |= part->failed;
		if (badness(part->verdict) > (worst ? badness(worst->verdict) : 0))
			worst = part;
		if (part->verdict != OUTCOME_VIOLATION)
			continue;
		text_add(&words, "%s%s", comma,
			 part == check->raced
				 ? "the race"
				 : json_string_value(json_object_get(part->parameters, "model")));
		comma = ", ";
	}
	if (worst)
		outcome_judge(outcome, worst->verdict, worst->reason[0] ? "%s" : NULL,
			      worst->reason);
	if (*check->trial.options.stop && outcome->verdict != OUTCOME_VIOLATION)
		outcome_judge(outcome, OUTCOME_UNFINISHED, "stopped before its end");
}

/* What a reader of the page would do now. */
static void tell_next(struct check *check)
{
	struct outcome *outcome = check->trial.outcome;
	const struct verify_options *options = &check->trial.options;
	char names[3][REGISTRY_NAME];
	const char *format =
			   registry_spell(registry_name(options->format), names[0], REGISTRY_NAME),
		   *host = registry_spell(registry_name(options->host), names[1], REGISTRY_NAME),
		   *guest = registry_spell(registry_name(options->guest), names[2], REGISTRY_NAME);

	if (check->worst_path[0]) {
		outcome_say(outcome, "next", "warpage replay %s", check->worst_path);
		outcome_say(outcome, "",
			    "once it is mended: replay says whether it is fixed; then check again");
		return;
	}
	switch (outcome->verdict) {
	case OUTCOME_CLEAN:
		if (!check->floor)
			outcome_say(outcome, "next",
				    "warpage stress %s %s %s --seconds 86400 --log race.log",
				    format, host, guest);
		outcome_say(outcome, check->floor ? "next" : "",
			    "warpage verify %s %s %s --updates %u --model weak", format, host,
			    guest, options->updates + 1);
		break;
	case OUTCOME_WITHIN_RETRIES:
		outcome_say(outcome, "next", "warpage verify %s %s %s --retries %u", format, host,
			    guest, 4 * options->retries);
		break;
	default:
		outcome_say(outcome, "next", "warpage verify %s %s %s", format, host, guest);
	}
}

/* What all of it rests on: once, as the rows share it. */
static void tell_grounds(struct check *check)
{
	struct outcome *outcome = check->trial.outcome;

	outcome_assume(outcome, "covers",
		       "all executions of all schedules of 1 to %u updates, %s%s",
		       check->trial.options.updates, tell_readers(check->floor),
		       check->floor ? "" : "; of the race what it happened to meet");
	tell_floor(outcome, check->floor);
	outcome_assume(
		outcome, "assumes",
		"a CPU that does what a model allows, and compilers that read no plain variable "
		"twice");
	outcome_say(outcome, "barriers", "%u of %u bear load", check->bearing, check->barriers);
	put_number(outcome->counts, "barriers", check->barriers);
	put_number(outcome->counts, "load_bearing", check->bearing);
}

void check_pair(struct trial *trial)
{
	struct check *check = (struct check *)trial;
	const struct verify_options *options = &trial->options;
	char pair[REGISTRY_PAIR + 32];
	struct alike alike = {.n = 0};
	bool goes_on = true;

	outcome_subject(trial->outcome, "%s",
			registry_describe_pair(options->format, options->host, options->guest, pair,
					       sizeof(pair)));
	registry_put_pair(trial->outcome->parameters, options->format, options->host,
			  options->guest);
	put_number(trial->outcome->parameters, "seconds", check->race.asked.seconds);
	outcome_open(trial->outcome, "host", "%s: %s", options->host->file, options->host->origin);
	outcome_open(trial->outcome, "guest", "%s: %s", options->guest->file,
		     options->guest->origin);
	put_text(trial->outcome->parameters, "host_origin", options->host->origin);
	put_text(trial->outcome->parameters, "guest_origin", options->guest->origin);
	tell_bounds(trial->outcome, options);
	printer_begin(&trial->printer, trial->outcome, 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(order) && goes_on; i++)
		if (wanted(trial, order[i]))
			goes_on = run_model(check, &alike, order[i]);
	free_alike(&alike);
	if (goes_on)
		run_deaths(check);
	if (goes_on)
		run_barriers(check);
	print_worst(check);
	if (goes_on && check->race.asked.seconds && !*options->stop)
		run_race(check);
	judge(check);
	tell_grounds(check);
	tell_next(check);
	free(check->worst);
}
