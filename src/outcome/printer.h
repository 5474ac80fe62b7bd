/*
 * What people and programs read of an outcome: a report on the terminal, one JSON object, KTAP, and JUnit
 * XML and SARIF for CI. A table's parts are printed as soon as they are there. A form of output more is a file
 * beside terminal.c and a line in printer.c.
 */
#pragma once

#include "outcome/console.h"
#include "outcome/outcome.h"

enum printer_form { PRINTER_TEXT, PRINTER_JSON, PRINTER_KTAP };

struct printer {
	enum printer_form form;
	const char *junit; /* a file of JUnit XML besides; NULL: none */
	const char *sarif; /* and one of SARIF */
	bool json, ktap;   /* were asked for */
	bool kselftest;	   /* ktap, and what is skipped has its status */
	bool force;	   /* both are replaced whatever they hold */
	enum console_when colours;
	bool source_in_files;	/* stands beside findings in files and pipes, too */
	struct console console; /* what stdout is, once that was checked */
	bool planned;		/* it is known how many parts there will be, and said */
	bool begun;		/* the parameters are printed, and again at the end */
	unsigned int parts;	/* printed so far */
};

/*
 * Options that every command with an outcome has, for struct option[] and for --help. What --force lets be
 * replaced is a command's other files as well.
 */
#define PRINTER_OPTION 0x7000 /* above every option of a command */
#define PRINTER_OPTIONS                                                                            \
	{"color", required_argument, NULL, PRINTER_OPTION + 6},                                    \
		{"json", no_argument, NULL, PRINTER_OPTION},                                       \
		{"ktap", no_argument, NULL, PRINTER_OPTION + 1},                                   \
		{"junit", required_argument, NULL, PRINTER_OPTION + 2},                            \
		{"sarif", required_argument, NULL, PRINTER_OPTION + 4},                            \
		{"kselftest", no_argument, NULL, PRINTER_OPTION + 5},                              \
	{                                                                                          \
		"force", no_argument, NULL, PRINTER_OPTION + 3                                     \
	}
#define PRINTER_HELP                                                                               \
	"  --color WHEN     auto, always or never (default auto: on a terminal, unless NO_COLOR\n" \
	"                   is set)\n"                                                             \
	"  --json           one JSON object on stdout (docs/output.md)\n"                          \
	"  --ktap           KTAP on stdout\n"                                                      \
	"  --kselftest      the same, and exit status 4 for 77\n"                                  \
	"  --junit FILE     JUnit XML as well, for CI; one of warpage that is there is replaced\n" \
	"  --sarif FILE     SARIF as well, for code hosts, in the same way\n"                      \
	"  --force          whatever file is there is replaced\n"

/* Take one of them; false if it is another, or after one line on stderr if its value is wrong. */
bool printer_option(struct printer *printer, int option, const char *value);

/*
 * Do they go together, and could the files of --junit and --sarif be written? false after one line on stderr. Long before
 * the run. What stdout is is known then; source is what terminals (files, too, if the printer says so) show beside
 * findings, or NULL.
 */
bool printer_check(struct printer *printer, const char *command, console_source *source);

/*
 * The parameters, as the run begins, and how many parts it will have (0: none, or not known: then KTAP has
 * to wait for all of them). People read nothing but the parts of what never begins, and its error.
 */
void printer_begin(struct printer *printer, const struct outcome *outcome, unsigned int parts);

/* A part that is whole, in the order of the parts. */
void printer_part(struct printer *printer, const struct outcome *part);

/*
 * All of it, parts that have not been printed included, and one line on stderr if there is no result.
 * Returns the exit status.
 */
int printer_end(struct printer *printer, const struct outcome *outcome);

/* The forms, for printer.c. */
void terminal_begin(FILE *out, const struct outcome *outcome, const struct console *console);
void terminal_part(FILE *out, const struct outcome *part, const struct console *console);
void terminal_end(FILE *out, const struct outcome *outcome, const struct console *console);
/* A line of words that begin with a verdict, as show() does, the verdict in its colour. */
void terminal_words(FILE *out, enum outcome_verdict verdict, const char *words,
		    const struct console *console);
/* Words that are a verdict from beginning to end, in its colour. */
void terminal_verdict(FILE *out, enum outcome_verdict verdict, const char *words,
		      const struct console *console);
void ktap_begin(FILE *out, unsigned int cases);
void ktap_case(FILE *out, unsigned int number, const struct outcome *outcome);
/* false without memory. */
bool junit_write(FILE *out, const struct outcome *outcome);
bool sarif_write(FILE *out, const struct outcome *outcome);

/* How every SARIF file, and every JUnit XML file of warpage begins. */
#define SARIF_MARK "{\n  \"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\""
#define JUNIT_MARK "<?xml version=\"1.0\" encoding=\"UTF-8\"?><!-- warpage"
