/* Hands an outcome to the forms that were asked for. */
#include "outcome/printer.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "file/output.h"
#include "file/show.h"
#include "outcome/put.h"

#define KSFT_SKIP 4 /* of tools/testing/selftests/kselftest.h */

bool printer_option(struct printer *printer, int option, const char *value)
{
	switch (option) {
	case PRINTER_OPTION:
		printer->form = PRINTER_JSON;
		printer->json = true;
		return true;
	case PRINTER_OPTION + 1:
		printer->form = PRINTER_KTAP;
		printer->ktap = true;
		return true;
	case PRINTER_OPTION + 2:
		printer->junit = value;
		return true;
	case PRINTER_OPTION + 5:
		printer->kselftest = true;
		printer->form = PRINTER_KTAP;
		printer->ktap = true;
		return true;
	case PRINTER_OPTION + 4:
		printer->sarif = value;
		return true;
	case PRINTER_OPTION + 6:
		return console_option(value, &printer->colours);
	case PRINTER_OPTION + 3:
		printer->force = true;
		return true;
	default:
		return false;
	}
}

static bool check_file(const struct printer *printer, const char *command, const char *path,
		       const char *mark)
{
	int error = path ? output_check(path, mark, printer->force) : 0;

	if (error)
		show(stderr, "warpage %s: %s: %s\n", command, path, file_strerror(error));
	return !error;
}

bool printer_check(struct printer *printer, const char *command, console_source *source)
{
	if (printer->json && printer->ktap) {
		show(stderr, "warpage %s: --json and --ktap are both of stdout: give one\n",
		     command);
		return false;
	}
	printer->console = (struct console){0};
	if (printer->form == PRINTER_TEXT) {
		printer->console.columns = console_columns(STDOUT_FILENO);
		printer->console.coloured = console_colours(STDOUT_FILENO, printer->colours);
	}
	if (printer->console.columns || printer->source_in_files)
		printer->console.source = source;
	return check_file(printer, command, printer->junit, JUNIT_MARK) &&
	       check_file(printer, command, printer->sarif, SARIF_MARK);
}

void printer_begin(struct printer *printer, const struct outcome *outcome, unsigned int parts)
{
	printer->parts = 0;
	printer->planned = parts;
	printer->begun = true;
	if (printer->form == PRINTER_TEXT)
		terminal_begin(stdout, outcome, &printer->console);
	if (printer->form == PRINTER_KTAP && parts)
		ktap_begin(stdout, parts + outcome->whole);
	fflush(stdout);
}

void printer_part(struct printer *printer, const struct outcome *part)
{
	if (printer->form == PRINTER_KTAP && !printer->planned)
		return;
	printer->parts++;
	if (printer->form == PRINTER_TEXT)
		terminal_part(stdout, part, &printer->console);
	if (printer->form == PRINTER_KTAP)
		ktap_case(stdout, printer->parts, part);
	fflush(stdout);
}

static bool print_json(const struct outcome *outcome)
{
	json_t *object = outcome_json(outcome);
	bool whole;

	put_tool(object);
	whole = object && !json_dumpf(object, stdout, JSON_INDENT(2));
	putc('\n', stdout);
	json_decref(object);
	if (!whole && !ferror(stdout)) /* which the end of the program tells */
		show(stderr, "warpage %s: out of memory\n", outcome->command);
	return whole;
}

/* false after one line on stderr. */
static bool save(const struct printer *printer, const struct outcome *outcome, const char *path,
		 const char *mark, bool (*write)(FILE *out, const struct outcome *outcome))
{
	struct output output;
	int error = output_open(&output, path, mark, printer->force);

	if (!error && !write(output.stream, outcome)) {
		output_abandon(&output);
		error = ENOMEM;
	} else if (!error) {
		error = output_close(&output);
	}
	if (error)
		show(stderr, "warpage %s: %s: %s\n", outcome->command, path, file_strerror(error));
	return !error;
}

int printer_end(struct printer *printer, const struct outcome *outcome)
{
	bool good = true;
	int status = outcome_status(outcome);

	if (printer->form == PRINTER_KTAP && !printer->planned)
		ktap_begin(stdout, outcome->nparts + (outcome->whole || !outcome->nparts));
	printer->planned = true;
	while (printer->form != PRINTER_JSON && printer->parts < outcome->nparts)
		printer_part(printer, outcome->parts[printer->parts]);
	if (printer->form == PRINTER_TEXT && printer->begun)
		terminal_end(stdout, outcome, &printer->console);
	else if (printer->form == PRINTER_JSON)
		good = print_json(outcome);
	else if (printer->form == PRINTER_KTAP && (outcome->whole || !outcome->nparts))
		ktap_case(stdout, outcome->nparts + 1, outcome);
	if (outcome->reason[0] && status > 1)
		show(stderr, "warpage %s: %s%s%s\n", outcome->command,
		     outcome->verdict == OUTCOME_ERROR ? ""
						       : outcome_verdict_name(outcome->verdict),
		     outcome->verdict == OUTCOME_ERROR ? "" : ": ", outcome->reason);
	if (good && outcome_lost(outcome)) {
		good = false;
		show(stderr, "warpage %s: out of memory: the report is not complete\n",
		     outcome->command);
	}
	if (printer->junit)
		good &= save(printer, outcome, printer->junit, JUNIT_MARK, junit_write);
	if (printer->sarif)
		good &= save(printer, outcome, printer->sarif, SARIF_MARK, sarif_write);
	if (good && printer->kselftest && outcome->verdict == OUTCOME_SKIPPED)
		return KSFT_SKIP;
	return good ? status : 2;
}
