/* An outcome is filled in any order, in parts if it has some; what it comes to follows from its verdict. */
#define _GNU_SOURCE
#include "outcome/outcome.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "file/show.h"
#include "outcome/put.h"

static const struct {
	const char *name;
	int status;
} verdicts[OUTCOME_VERDICTS] = {
	[OUTCOME_CLEAN] = {"clean", 0},
	[OUTCOME_WITHIN_RETRIES] = {"within retries", 0},
	[OUTCOME_NOTHING_NEW] = {"nothing new", 0},
	[OUTCOME_DONE] = {"done", 0},
	[OUTCOME_VIOLATION] = {"violation", 1},
	[OUTCOME_DIFFERENT] = {"different", 1},
	[OUTCOME_UNFINISHED] = {"unfinished", 2},
	[OUTCOME_NOTHING_TESTED] = {"nothing tested", 2},
	[OUTCOME_LOST] = {"lost", 2},
	[OUTCOME_ERROR] = {"error", 2},
	[OUTCOME_SKIPPED] = {"skipped", 77},
};

const char *outcome_verdict_name(enum outcome_verdict verdict)
{
	return verdicts[verdict].name;
}

int outcome_verdict_status(enum outcome_verdict verdict)
{
	return verdicts[verdict].status;
}

int outcome_status(const struct outcome *outcome)
{
	return outcome->failed ? 2 : outcome_verdict_status(outcome->verdict);
}

struct outcome *outcome_new(const char *command)
{
	struct outcome *outcome = calloc(1, sizeof(*outcome));

	if (!outcome)
		return NULL;
	outcome->command = command;
	outcome->verdict = OUTCOME_ERROR;
	outcome->parameters = json_object();
	outcome->counts = json_object();
	outcome->assumes = json_array();
	outcome->notes = json_array();
	if (outcome->parameters && outcome->counts && outcome->assumes && outcome->notes)
		return outcome;
	outcome_free(outcome);
	return NULL;
}

/* One more at the end of the list; NULL without memory. */
static struct outcome *append(struct outcome *outcome, struct outcome ***list, unsigned int *n)
{
	struct outcome **longer = realloc(*list, (*n + 1) * sizeof(*longer));
	struct outcome *more = longer ? outcome_new(outcome->command) : NULL;

	if (longer)
		*list = longer;
	if (more)
		longer[(*n)++] = more;
	outcome->text.lost |= !more;
	return more;
}

struct outcome *outcome_part(struct outcome *outcome)
{
	return append(outcome, &outcome->parts, &outcome->nparts);
}

struct outcome *outcome_look(struct outcome *outcome)
{
	return append(outcome, &outcome->beyond, &outcome->nbeyond);
}

void outcome_free(struct outcome *outcome)
{
	if (!outcome)
		return;
	for (unsigned int i = 0; i < outcome->nparts; i++)
		outcome_free(outcome->parts[i]);
	for (unsigned int i = 0; i < outcome->nbeyond; i++)
		outcome_free(outcome->beyond[i]);
	for (unsigned int i = 0; i < outcome->nviolations; i++) {
		said_free(&outcome->violations[i]->text);
		json_decref(outcome->violations[i]->more);
		free(outcome->violations[i]->steps);
		free(outcome->violations[i]);
	}
	json_decref(outcome->parameters);
	json_decref(outcome->counts);
	json_decref(outcome->assumes);
	json_decref(outcome->notes);
	free(outcome->parts);
	free(outcome->beyond);
	free(outcome->violations);
	said_free(&outcome->opening);
	said_free(&outcome->text);
	free(outcome);
}

/* The sentence; NULL without memory. The caller frees it. */
static char *spell(const char *format, va_list list)
{
	char *text;

	return vasprintf(&text, format, list) < 0 ? NULL : text;
}

void outcome_subject(struct outcome *outcome, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	vsnprintf(outcome->subject, sizeof(outcome->subject), format, list);
	va_end(list);
}

/* A line for people, and the same among the sentences for programs, if there are any. */
static void tell(struct said *said, const char *name, json_t *sentences, const char *format,
		 va_list list)
{
	char *text = spell(format, list);

	said->lost |= !text;
	if (text)
		said_line(said, name, "%s", text);
	if (text && sentences)
		said->lost |= json_array_append_new(sentences, put_string(text)) != 0;
	free(text);
}

void outcome_open(struct outcome *outcome, const char *name, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	tell(&outcome->opening, name, NULL, format, list);
	va_end(list);
}

void outcome_say(struct outcome *outcome, const char *name, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	tell(&outcome->text, name, NULL, format, list);
	va_end(list);
}

void outcome_assume(struct outcome *outcome, const char *name, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	tell(&outcome->text, name, outcome->assumes, format, list);
	va_end(list);
}

void outcome_note(struct outcome *outcome, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	tell(&outcome->text, "note", outcome->notes, format, list);
	va_end(list);
}

void outcome_judge(struct outcome *outcome, enum outcome_verdict verdict, const char *format, ...)
{
	va_list list;

	outcome->verdict = verdict;
	outcome->reason[0] = '\0';
	if (!format)
		return;
	va_start(list, format);
	vsnprintf(outcome->reason, sizeof(outcome->reason), format, list);
	va_end(list);
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

void outcome_judge_worst(struct outcome *outcome)
{
	const struct outcome *worst = NULL;

	for (unsigned int i = 0; i < outcome->nparts; i++) {
		const struct outcome *part = outcome->parts[i];

		outcome->failed |= part->failed;
		if (badness(part->verdict) > (worst ? badness(worst->verdict) : 0))
			worst = part;
	}
	if (worst)
		outcome_judge(outcome, worst->verdict, worst->reason[0] ? "%s" : NULL,
			      worst->reason);
}

struct outcome_violation *outcome_violation(struct outcome *outcome, const char *kind,
					    const char *grade, u64 count)
{
	struct outcome_violation **longer =
		realloc(outcome->violations, (outcome->nviolations + 1) * sizeof(*longer));
	struct outcome_violation *violation = calloc(1, sizeof(*violation));

	if (longer)
		outcome->violations = longer;
	if (!longer || !violation) {
		free(violation);
		outcome->text.lost = true;
		return NULL;
	}
	*violation = (struct outcome_violation){.kind = kind, .grade = grade, .count = count};
	longer[outcome->nviolations++] = violation;
	return violation;
}

void outcome_step(struct outcome *outcome, struct outcome_violation *violation,
		  const struct outcome_step *step)
{
	struct outcome_step *longer =
		realloc(violation->steps, (violation->nsteps + 1) * sizeof(*longer));

	outcome->text.lost |= !longer;
	if (!longer)
		return;
	violation->steps = longer;
	longer[violation->nsteps++] = *step;
}

bool outcome_lost(const struct outcome *outcome)
{
	bool lost = said_lost(&outcome->opening) || said_lost(&outcome->text);

	for (unsigned int i = 0; i < outcome->nviolations; i++)
		lost |= said_lost(&outcome->violations[i]->text);
	for (unsigned int i = 0; i < outcome->nparts; i++)
		lost |= outcome_lost(outcome->parts[i]);
	for (unsigned int i = 0; i < outcome->nbeyond; i++)
		lost |= outcome_lost(outcome->beyond[i]);
	return lost;
}

char *outcome_line(const struct outcome *outcome, char *out, size_t size)
{
	const char *name = outcome_verdict_name(outcome->verdict);

	if (outcome->words[0])
		snprintf(out, size, "%s", outcome->words);
	else
		snprintf(out, size, "%s%s%s", name, outcome->reason[0] ? ": " : "",
			 outcome->reason);
	return out;
}

json_t *outcome_violation_json(const struct outcome_violation *violation)
{
	json_t *object = json_object();

	put_text(object, "kind", violation->kind);
	put_text(object, "grade", violation->grade);
	put_number(object, "count", violation->count);
	if (violation->finding[0])
		put_text(object, "finding", violation->finding);
	if (violation->more)
		json_object_update_missing(object, violation->more);
	return object;
}

static json_t *list_json(struct outcome **list, unsigned int n)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < n; i++)
		json_array_append_new(array, outcome_json(list[i]));
	return array;
}

static bool is_listed(const json_t *array, const char *finding)
{
	for (size_t i = 0; i < json_array_size(array); i++)
		if (!strcmp(json_string_value(json_array_get(array, i)), finding))
			return true;
	return false;
}

/* The files of all findings, those of the parts included, each once. */
static void add_findings(const struct outcome *outcome, json_t *array)
{
	for (unsigned int i = 0; i < outcome->nviolations; i++)
		if (outcome->violations[i]->finding[0] &&
		    !is_listed(array, outcome->violations[i]->finding))
			json_array_append_new(array, put_string(outcome->violations[i]->finding));
	for (unsigned int i = 0; i < outcome->nparts; i++)
		add_findings(outcome->parts[i], array);
}

json_t *outcome_json(const struct outcome *outcome)
{
	json_t *object = json_object(), *violations = json_array(), *findings = json_array();
	char line[1024];

	for (unsigned int i = 0; i < outcome->nviolations; i++)
		json_array_append_new(violations, outcome_violation_json(outcome->violations[i]));
	add_findings(outcome, findings);
	put_text(object, "command", outcome->command);
	put_text(object, "subject", outcome->subject);
	json_object_set(object, "parameters", outcome->parameters);
	put_text(object, "verdict", outcome_verdict_name(outcome->verdict));
	put_number(object, "status", (u64)outcome_status(outcome));
	put_text(object, "words", outcome_line(outcome, line, sizeof(line)));
	if (outcome->reason[0])
		put_text(object, "reason", outcome->reason);
	json_object_set(object, "counts", outcome->counts);
	json_object_set(object, "assumes", outcome->assumes);
	json_object_set_new(object, "violations", violations);
	json_object_set_new(object, "findings", findings);
	json_object_set(object, "notes", outcome->notes);
	if (outcome->nparts)
		json_object_set_new(object, "parts", list_json(outcome->parts, outcome->nparts));
	if (outcome->nbeyond)
		json_object_set_new(object, "beyond", list_json(outcome->beyond, outcome->nbeyond));
	return object;
}
