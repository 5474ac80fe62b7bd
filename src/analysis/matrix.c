/* warpage verify --all: every host x every guest x every model, against a reviewed table. */
#include <stdlib.h>

#include "analysis/grid.h"
#include "file/show.h"
#include "file/source.h"
#include "outcome/put.h"
#include "protocols/registry.h"
#include "protocols/registry_tell.h"
#include "verify/expected.h"
#include "verify/tell.h"

#define CELL_WIDTH 34

struct matrix {
	struct trial *trial;
	struct expected expected;
	const struct expected_row *row; /* of the pair at hand, if the table has one */
	unsigned int pairs, different, violations, errors, unfinished, untried;
	double seconds;
};

/* false: the outcome has one line for the user. */
static bool read_expected(struct matrix *matrix)
{
	struct outcome *outcome = matrix->trial->outcome;
	const char *path = matrix->trial->expect;
	size_t length;
	char why[512], *text;
	int error = source_read(path, EXPECTED_TEXT_MAX, &text, &length);
	bool good;

	if (error) {
		outcome_judge(outcome, OUTCOME_ERROR, "%s: %s", path, file_strerror(error));
		return false;
	}
	good = expected_parse(&matrix->expected, text, length, path, why, sizeof(why));
	free(text);
	if (!good)
		outcome_judge(outcome, OUTCOME_ERROR, "%s", why);
	return good;
}

static void tell_expected(FILE *out, const char *expected, const struct console *console)
{
	static const char word[] = "EXPECTED";

	fprintf(out, "%13s", "");
	console_put(out, console, PAINT_WRONG, word, strlen(word));
	fprintf(out, " %s\n", expected);
}

/* What the table says of a cell's verdict. */
static void compare(struct matrix *matrix, struct outcome *part, enum model model, const char *cell)
{
	const struct expected_row *row = matrix->row;
	const char *expected = row ? row->cells[model] : "nothing: the pair is not in the table";

	if (row) {
		put_text(part->parameters, "expected", expected);
		put_text(part->parameters, "reason", row->reason);
	}
	if (part->verdict == OUTCOME_UNFINISHED)
		return;
	if (strcmp(cell, expected)) {
		matrix->different++;
		tell_expected(said_more(&part->text), expected, &matrix->trial->printer.console);
		if (outcome_status(part) < 2)
			outcome_judge(part, OUTCOME_DIFFERENT, NULL);
		snprintf(part->words, sizeof(part->words), "%s, expected is %s", cell, expected);
	} else if (part->verdict == OUTCOME_VIOLATION) {
		outcome_judge(part, OUTCOME_NOTHING_NEW, NULL);
		snprintf(part->words, sizeof(part->words), "%s, as expected", cell);
	}
}

static void tell_cell_of(struct matrix *matrix, struct outcome *part,
			 const struct verify_options *options, const struct verdict *verdict)
{
	char cell[TELL_CELL];
	const char *path = "";
	FILE *out = said_more(&part->text);
	int blanks;

	tell_cell(options, verdict, cell);
	put_text(part->counts, "cell", cell);
	for (unsigned int i = 0; i < part->nviolations && !path[0]; i++)
		path = part->violations[i]->finding;
	fprintf(out, "  %-10s ", model_name(options->model));
	terminal_verdict(out, part->verdict, cell, &matrix->trial->printer.console);
	blanks = CELL_WIDTH - (int)strlen(cell);
	show(out, "%*s %s\n", blanks > 0 ? blanks : 0, "", path);
	matrix->unfinished += verdict->interrupted;
	matrix->violations += part->verdict == OUTCOME_VIOLATION;
	matrix->errors += outcome_status(part) == 2 && !verdict->interrupted;
	if (matrix->trial->expect && !verdict->interrupted)
		compare(matrix, part, options->model, cell);
}

static void row(void *arg, unsigned int i, struct verify_options *options)
{
	(void)arg;
	registry_pair(ENGINE_MACHINE, i, &options->format, &options->host, &options->guest);
}

static void name_pair(struct outcome *part, const struct verify_options *options)
{
	char name[3][REGISTRY_NAME];

	fprintf(said_more(&part->text), "%s %s %s%s\n",
		registry_spell(options->format->name, name[0], sizeof(name[0])),
		registry_spell(options->host->name, name[1], sizeof(name[1])),
		registry_spell(options->guest->name, name[2], sizeof(name[2])),
		registry_ran_together(options->host, options->guest)
			? ""
			: "   (not known to have run together)");
}

/* One that the run did not come to counts, and is a part as any. */
static bool tell(void *arg, unsigned int i, struct grid_cell *cell)
{
	struct matrix *matrix = arg;
	struct trial *trial = matrix->trial;
	const struct verify_options *options = &cell->options;
	struct outcome *part = trial_row(trial);

	(void)i;
	if (!part)
		return false;
	matrix->row = expected_find(&matrix->expected, options->host, options->guest);
	tell_parameters(part, options);
	tell_verdict(part, options, &cell->verdict);
	put_bool(part->counts, "ran_together",
		 registry_ran_together(options->host, options->guest));
	trial_keep(trial, &cell->verdict, part, false);
	said_free(&part->text);
	if (cell->tried && cell->first)
		name_pair(part, options);
	if (cell->tried)
		tell_cell_of(matrix, part, options, &cell->verdict);
	else
		matrix->untried++;
	if (cell->tried && matrix->row && cell->last)
		show(said_more(&part->text), "             %s\n", matrix->row->reason);
	matrix->seconds += cell->verdict.seconds;
	trial_print_row(trial, part);
	return true;
}

/* What was found stays found, but a table that is not whole is neither clean nor as expected. */
static void judge(const struct matrix *matrix)
{
	struct outcome *outcome = matrix->trial->outcome;
	json_t *counts = outcome->counts;
	bool whole = !matrix->unfinished && !matrix->untried;
	enum outcome_verdict verdict = matrix->violations ? OUTCOME_NOTHING_NEW : OUTCOME_CLEAN;
	char different[48] = "", rest[48] = "";

	if (matrix->errors)
		verdict = OUTCOME_ERROR;
	else if (matrix->trial->expect ? matrix->different : matrix->violations)
		verdict = matrix->trial->expect ? OUTCOME_DIFFERENT : OUTCOME_VIOLATION;
	else if (!whole)
		verdict = OUTCOME_UNFINISHED;
	if (matrix->trial->expect)
		snprintf(different, sizeof(different), ", %u not as expected", matrix->different);
	if (!whole) {
		outcome_say(outcome, "UNFINISHED", "%u stopped half way, %u not tried",
			    matrix->unfinished, matrix->untried);
		snprintf(rest, sizeof(rest), "; %u verdicts are missing",
			 matrix->unfinished + matrix->untried);
	}
	outcome_judge(outcome, verdict, NULL); /* errors were told as they came */
	snprintf(outcome->words, sizeof(outcome->words),
		 "%s: %u pairs, 1 to %u updates; %u verdicts with a violation, %u errors%s%s",
		 outcome_verdict_name(verdict), matrix->pairs, matrix->trial->options.updates,
		 matrix->violations, matrix->errors, different, rest);
	put_number(counts, "pairs", matrix->pairs);
	put_number(counts, "violations", matrix->violations);
	put_number(counts, "errors", matrix->errors);
	put_number(counts, "different", matrix->different);
	put_number(counts, "unfinished", matrix->unfinished);
	put_number(counts, "untried", matrix->untried);
	put_real(counts, "seconds", matrix->seconds);
}

void trial_matrix(struct trial *trial)
{
	struct matrix matrix = {.trial = trial};
	struct verify_options *options = &trial->options;
	struct grid grid = {.trial = trial, .row = row, .cell = tell, .arg = &matrix};
	char names[64];

	outcome_subject(trial->outcome, "every host x every guest%s%s",
			trial->models ? ", model " : "",
			trial->models ? models_list(trial->models, names, sizeof(names)) : "");
	tell_bounds(trial->outcome, options);
	if (trial->expect)
		put_text(trial->outcome->parameters, "expect", trial->expect);
	while (registry_pair(ENGINE_MACHINE, matrix.pairs, &options->format, &options->host,
			     &options->guest))
		matrix.pairs++;
	if (!trial->expect || read_expected(&matrix)) {
		grid.rows = matrix.pairs;
		trial->rows = matrix.pairs * (unsigned int)__builtin_popcount(trial_models(trial));
		printer_begin(&trial->printer, trial->outcome, trial->rows);
		if (grid_explore(&grid))
			judge(&matrix);
	}
	expected_free(&matrix.expected);
}
