/* warpage verify --all: every host x every guest x every model, against a reviewed table. */
#include <stdlib.h>

#include "cli/verify_modes.h"
#include "cli/words.h"
#include "file/show.h"
#include "file/source.h"
#include "protocols/registry.h"
#include "verify/expected.h"

#define UPDATES 2 /* by default: the matrix is run often */
#define CELL WORDS_CELL

struct row {
	const struct format *format;
	const struct host *host;
	const struct guest *guest;
	const struct expected_row *expected; /* NULL: the reviewed table has no such row */
	char got[MODELS][CELL];
};

struct matrix {
	const struct verify_mode *mode;
	const struct trial *trial;
	struct verify_options options;
	struct machine *machine;
	struct oracle oracle;
	struct expected expected;
	struct row *rows;
	unsigned int nrows;
	unsigned int different, violations, errors, unfinished, untried;
	bool unsaved; /* a finding, and it was said */
	json_t *json;
};

static bool collect_rows(struct matrix *matrix)
{
	const struct host *host;
	const struct guest *guest;

	for (unsigned int h = 0; (host = registry_host(ENGINE_MACHINE, h)); h++) {
		for (unsigned int g = 0; (guest = registry_guest(ENGINE_MACHINE, g)); g++) {
			struct row *rows;

			if (registry_find_format(host->format) !=
			    registry_find_format(guest->format))
				continue;
			rows = realloc(matrix->rows, (matrix->nrows + 1) * sizeof(*rows));
			if (!rows)
				return false;
			matrix->rows = rows;
			memset(&rows[matrix->nrows], 0, sizeof(*rows));
			rows[matrix->nrows].format = registry_find_format(host->format);
			rows[matrix->nrows].host = host;
			rows[matrix->nrows++].guest = guest;
		}
	}
	return true;
}

/* false after one line on stderr. */
static bool read_expected(struct matrix *matrix)
{
	const char *path = matrix->mode->expect;
	size_t length;
	char why[512], *text;
	int error = source_read(path, EXPECTED_TEXT_MAX, &text, &length);
	bool good;

	if (error) {
		show(stderr, "warpage verify: %s: %s\n", path, file_strerror(error));
		return false;
	}
	good = expected_parse(&matrix->expected, text, length, path, why, sizeof(why));
	free(text);
	if (!good)
		show(stderr, "warpage verify: %s\n", why);
	for (unsigned int i = 0; i < matrix->nrows; i++) {
		struct row *row = &matrix->rows[i];

		row->expected = expected_find(&matrix->expected, row->host, row->guest);
	}
	return good;
}

static const char *first_path(char paths[VIOLATIONS][512])
{
	for (int v = 0; v < VIOLATIONS; v++)
		if (paths[v][0])
			return paths[v];
	return "";
}

static void add_json(struct matrix *matrix, const struct verdict *verdict, const struct row *row,
		     enum model model, char paths[VIOLATIONS][512])
{
	json_t *object = words_json(&matrix->options, verdict), *found = json_object();

	for (int v = 0; v < VIOLATIONS; v++)
		if (paths[v][0])
			json_object_set_new(found, violation_name((enum violation)v),
					    common_json_name(paths[v]));
	json_object_set_new(object, "findings", found);
	json_object_set_new(object, "cell", json_string(row->got[model]));
	if (row->expected) {
		json_object_set_new(object, "expected", json_string(row->expected->cells[model]));
		json_object_set_new(object, "reason", json_string(row->expected->reason));
	}
	json_array_append_new(matrix->json, object);
}

static void run_cell(struct matrix *matrix, struct row *row, enum model model)
{
	bool text = !matrix->trial->json;
	char paths[VIOLATIONS][512];
	struct verdict verdict;

	matrix->options.format = row->format;
	matrix->options.host = row->host;
	matrix->options.guest = row->guest;
	matrix->options.model = model;
	verify(matrix->machine, &matrix->oracle, &matrix->options, &verdict);
	common_confirm(matrix->machine, &matrix->oracle, &verdict);
	words_cell(&matrix->options, &verdict, row->got[model]);
	if (!common_findings(matrix->machine, &matrix->oracle, &verdict, matrix->trial->folder,
			     matrix->unsaved, NULL, paths)) {
		matrix->unsaved = true;
		matrix->errors++;
	}
	matrix->unfinished += verdict.interrupted;
	if (verdict_status(&verdict) == STATUS_ERROR && !verdict.interrupted) {
		matrix->errors++;
		words_complain("verify", &matrix->options, &verdict);
	}
	matrix->violations += verdict_status(&verdict) == STATUS_VIOLATION;
	if (text)
		show(stdout, "  %-10s %-34s %s\n", model_name(model), row->got[model],
		     first_path(paths));
	if (matrix->json)
		add_json(matrix, &verdict, row, model, paths);
	if (matrix->mode->expect && !verdict.interrupted &&
	    (!row->expected || strcmp(row->got[model], row->expected->cells[model]))) {
		matrix->different++;
		if (text)
			printf("             EXPECTED %s\n",
			       row->expected ? row->expected->cells[model]
					     : "nothing: the pair is not in the table");
	}
	verdict_free(&verdict);
}

/* A cell that the run did not come to: it counts, and the object of every cell is there. */
static void skip_cell(struct matrix *matrix, struct row *row, enum model model)
{
	struct verdict none = {.first = VIOLATION_NONE, .interrupted = true};
	char paths[VIOLATIONS][512] = {""};

	matrix->untried++;
	snprintf(row->got[model], CELL, "unfinished");
	matrix->options.format = row->format;
	matrix->options.host = row->host;
	matrix->options.guest = row->guest;
	matrix->options.model = model;
	if (matrix->json)
		add_json(matrix, &none, row, model, paths);
}

static void run_all(struct matrix *matrix)
{
	enum model only = matrix->options.model;
	char format[64], host[64], guest[64];

	for (unsigned int i = 0; i < matrix->nrows; i++) {
		struct row *row = &matrix->rows[i];
		bool text = !matrix->trial->json && !*matrix->options.stop;

		if (text)
			printf("%s %s %s\n",
			       registry_spell(row->format->name, format, sizeof(format)),
			       registry_spell(row->host->name, host, sizeof(host)),
			       registry_spell(row->guest->name, guest, sizeof(guest)));
		for (int model = 0; model < MODELS; model++) {
			if (matrix->trial->one_model && model != (int)only)
				continue;
			if (*matrix->options.stop)
				skip_cell(matrix, row, (enum model)model);
			else
				run_cell(matrix, row, (enum model)model);
		}
		if (text && row->expected)
			show(stdout, "             %s\n", row->expected->reason);
		fflush(stdout);
	}
}

static void print_end(const struct matrix *matrix)
{
	printf("\n%u pairs, 1 to %u updates; %u verdicts with a violation, %u errors",
	       matrix->nrows, matrix->options.updates, matrix->violations, matrix->errors);
	if (matrix->mode->expect)
		printf(", %u not as expected", matrix->different);
	printf("\n");
	if (matrix->unfinished || matrix->untried)
		printf("UNFINISHED: %u stopped half way, %u not tried\n", matrix->unfinished,
		       matrix->untried);
}

/* What was found stays found, but a table that is not whole is neither clean nor as expected. */
static int exit_status(const struct matrix *matrix)
{
	bool bad = matrix->mode->expect ? matrix->different : matrix->violations;

	if (matrix->errors)
		return STATUS_ERROR;
	if (bad)
		return STATUS_VIOLATION;
	return matrix->unfinished || matrix->untried ? STATUS_ERROR : STATUS_CLEAN;
}

int verify_all(const struct verify_mode *mode, const struct trial *trial)
{
	struct matrix matrix = {.mode = mode, .trial = trial, .options = trial->options};
	int status = STATUS_ERROR;

	if (!matrix.options.updates)
		matrix.options.updates = UPDATES;
	matrix.machine = machine_new();
	if (trial->json)
		matrix.json = json_array();
	if (!matrix.machine || !oracle_init(&matrix.oracle) || !collect_rows(&matrix)) {
		fprintf(stderr, "warpage verify: out of memory\n");
		goto out;
	}
	if (mode->expect && !read_expected(&matrix))
		goto out;
	run_all(&matrix);
	if (matrix.json) {
		json_dumpf(matrix.json, stdout, JSON_INDENT(2));
		printf("\n");
	} else {
		print_end(&matrix);
	}
	status = exit_status(&matrix);
out:
	json_decref(matrix.json);
	oracle_free(&matrix.oracle);
	machine_free(matrix.machine);
	expected_free(&matrix.expected);
	free(matrix.rows);
	return status;
}
