/* Hands an outcome to the forms that were asked for. */
#include "outcome/printer.h"

#include <string.h>

#include "file/output.h"
#include "file/show.h"
#include "outcome/put.h"

bool printer_option(struct printer *printer, int option, const char *value)
{
	switch (option) {
	case PRINTER_OPTION:
		printer->form = PRINTER_JSON;
		return true;
	case PRINTER_OPTION + 1:
		printer->form = PRINTER_KTAP;
		return true;
	case PRINTER_OPTION + 2:
		printer->junit = value;
		return true;
	case PRINTER_OPTION + 3:
		printer->force = true;
		return true;
	default:
		return false;
	}
}

bool printer_check(const struct printer *printer, const char *command)
{
	int error = 0;

	if (printer->junit)
		error = output_check(printer->junit, JUNIT_MARK, printer->force);
	if (error)
		show(stderr, "warpage %s: %s: %s\n", command, printer->junit, file_strerror(error));
	return !error;
}

void printer_begin(struct printer *printer, const struct outcome *outcome, unsigned int parts)
{
	printer->parts = 0;
	printer->planned = parts;
	printer->begun = true;
	if (printer->form == PRINTER_TEXT)
		terminal_begin(stdout, outcome);
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
		terminal_part(stdout, part);
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

static bool save_junit(const struct printer *printer, const struct outcome *outcome)
{
	struct output output;
	int error = output_open(&output, printer->junit, JUNIT_MARK, printer->force);

	if (!error) {
		junit_write(output.stream, outcome);
		error = output_close(&output);
	}
	if (error)
		show(stderr, "warpage %s: %s: %s\n", outcome->command, printer->junit,
		     file_strerror(error));
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
		terminal_end(stdout, outcome);
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
		good &= save_junit(printer, outcome);
	return good ? status : 2;
}
