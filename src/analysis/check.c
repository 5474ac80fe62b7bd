/*
 * All models, all barriers, a race: each a row, printed as soon as it is there; then the worst finding beside
 * its source, what all of it rests on, and what to do next.
 */
#include "analysis/check_rows.h"

#include <inttypes.h>
#include <stdlib.h>

#include "file/text.h"
#include "outcome/put.h"
#include "protocols/registry.h"
#include "protocols/registry_tell.h"
#include "verify/tell.h"

/* Before the race: that has a machine of its own, and one ends the other. */
static void print_worst(struct check *check)
{
	struct trial *trial = &check->trial;
	FILE *out = said_more(&trial->outcome->text);
	char why[256];

	if (!check->worst || finding_replay(check->worst, trial->machine, &trial->oracle, 0xa5, why,
					    sizeof(why)) < 0)
		return;
	finding_print(out, check->worst, trial->machine, &trial->oracle, NULL,
		      &trial->printer.console);
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
		text_add(&words, " of %" PRIu64 " reads%s",
			 (u64)json_integer_value(json_object_get(row->counts, "reads")),
			 json_is_true(json_object_get(row->counts, "unfinished")) ? "; stopped"
										  : "");
	}
	check_row_line(check, row, "race", "%s", outcome_line(row, line, sizeof(line)));
}

static void run_race(struct check *check)
{
	static struct stress stress;
	struct trial *trial = &check->trial;
	struct outcome *row = trial_row(trial);

	if (!row)
		return;
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

/* Of what was cut short or left out, if somebody has stopped it by now. */
static void note_stop(struct check *check, const char *step)
{
	struct text missing = {.out = check->missing,
			       .size = sizeof(check->missing),
			       .used = strlen(check->missing)};

	if (*check->trial.options.stop)
		text_add(&missing, "%s%s", missing.used ? ", " : "", step);
}

/* The verdict of the whole is that of its worst part; of violations it says where they are. */
static void judge(struct check *check)
{
	struct outcome *outcome = check->trial.outcome;
	double seconds = progress_seconds(&check->trial.progress);
	struct text words = {.out = outcome->words, .size = sizeof(outcome->words)};
	const char *comma = "VIOLATION: ";

	for (unsigned int i = 0; i < outcome->nparts; i++) {
		const struct outcome *part = outcome->parts[i];

		if (part->verdict != OUTCOME_VIOLATION)
			continue;
		text_add(&words, "%s%s", comma,
			 part == check->raced
				 ? "the race"
				 : json_string_value(json_object_get(part->parameters, "model")));
		comma = ", ";
	}
	outcome_judge_worst(outcome);
	if (!check->missing[0])
		return;
	if (outcome->verdict == OUTCOME_VIOLATION)
		text_add(&words, "; stopped after %.1f s, missing: %s", seconds, check->missing);
	else
		outcome_judge(outcome, OUTCOME_UNFINISHED, "stopped after %.1f s, missing: %s",
			      seconds, check->missing);
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

	/* of models that no verdict counts, too, and all but the worst are shown by nobody else */
	if (check->trial.saved)
		outcome_say(outcome, "saved", "%u finding%s: warpage list --findings %s",
			    check->trial.saved, check->trial.saved == 1 ? "" : "s",
			    check->trial.findings.folder);
	if (check->worst_path[0]) {
		outcome_say(outcome, "next", "warpage replay %s", check->worst_path);
		outcome_say(outcome, "",
			    "once it is mended: replay says whether it is fixed; then check again");
		return;
	}
	switch (outcome->verdict) {
	case OUTCOME_CLEAN:
		if (!options->format->still)
			outcome_say(outcome, "next",
				    "warpage stress %s %s %s --seconds 86400 --log race.log",
				    format, host, guest);
		/* a proof has nothing to gain from more of them */
		if (!check->proved)
			outcome_say(outcome, options->format->still ? "next" : "",
				    "warpage verify %s %s %s --updates %u --model weak", format,
				    host, guest, options->updates + 1);
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
	char updates[80];

	if (check->proved)
		snprintf(updates, sizeof(updates), "any number of updates with any values");
	else
		snprintf(updates, sizeof(updates), "all schedules of 1 to %u updates",
			 check->trial.options.updates);
	outcome_assume(outcome, "covers", "all executions of %s, %s; %s", updates,
		       tell_readers(check->floor),
		       check->trial.options.format->still
			       ? "no race, as values do not show there of which update they are"
			       : "of the race what it happened to meet");
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
	bool goes_on = true, races = check->race.asked.seconds && !options->format->still;

	check->proved = true;
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
	for (unsigned int i = 0; i < ARRAY_SIZE(check_models); i++) {
		if (!trial_wants(trial, check_models[i]))
			continue;
		if (goes_on)
			goes_on = check_model(check, &alike, check_models[i]);
		note_stop(check, model_name(check_models[i]));
	}
	alike_free(&alike);
	if (goes_on)
		check_deaths(check);
	note_stop(check, "deaths");
	if (goes_on)
		check_barriers(check);
	note_stop(check, "barriers");
	print_worst(check);
	if (goes_on && races && !*options->stop)
		run_race(check);
	if (races)
		note_stop(check, "the race");
	judge(check);
	tell_grounds(check);
	tell_next(check);
	free(check->worst);
}
