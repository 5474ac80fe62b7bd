/*
 * What people and programs read of an outcome: a report on the terminal, one JSON object, KTAP, and JUnit
 * XML for CI. A table's parts are printed as soon as they are there. A form of output more is a file
 * beside terminal.c and a line in printer.c.
 */
#pragma once

#include "outcome/outcome.h"

enum printer_form { PRINTER_TEXT, PRINTER_JSON, PRINTER_KTAP };

struct printer {
	enum printer_form form;
	const char *junit;  /* a file of JUnit XML besides; NULL: none */
	bool force;	    /* ... which is replaced whatever it holds */
	bool planned;	    /* it is known how many parts there will be, and said */
	bool begun;	    /* the parameters are printed, and again at the end */
	unsigned int parts; /* printed so far */
};

/*
 * Options that every command with an outcome has, for struct option[] and for --help. What --force lets be
 * replaced is a command's other files as well.
 */
#define PRINTER_OPTION 0x7000 /* above every option of a command */
#define PRINTER_OPTIONS                                                                            \
	{"json", no_argument, NULL, PRINTER_OPTION},                                               \
		{"ktap", no_argument, NULL, PRINTER_OPTION + 1},                                   \
		{"junit", required_argument, NULL, PRINTER_OPTION + 2},                            \
	{                                                                                          \
		"force", no_argument, NULL, PRINTER_OPTION + 3                                     \
	}
#define PRINTER_HELP                                                                               \
	"  --json           one JSON object on stdout (docs/output.md)\n"                          \
	"  --ktap           KTAP on stdout\n"                                                      \
	"  --junit FILE     JUnit XML as well, for CI; one of warpage that is there is replaced\n" \
	"  --force          whatever file is there is replaced\n"

/* Take one of them; false if it is another. */
bool printer_option(struct printer *printer, int option, const char *value);

/* Could the file of --junit be written? false after one line on stderr. Long before the run. */
bool printer_check(const struct printer *printer, const char *command);

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
void terminal_begin(FILE *out, const struct outcome *outcome);
void terminal_part(FILE *out, const struct outcome *part);
void terminal_end(FILE *out, const struct outcome *outcome);
void ktap_begin(FILE *out, unsigned int cases);
void ktap_case(FILE *out, unsigned int number, const struct outcome *outcome);
void junit_write(FILE *out, const struct outcome *outcome);

/* How every JUnit XML file of warpage begins. */
#define JUNIT_MARK "<?xml version=\"1.0\" encoding=\"UTF-8\"?><!-- warpage"
