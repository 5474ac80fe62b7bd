/* Options that verify and search have in common. */
#ifndef WARPAGE_CLI_BOUNDS_H
#define WARPAGE_CLI_BOUNDS_H

#include "analysis/trial.h"
#include "cli/common.h"

/* For struct option[]; a command's own start at OPT_OWN. */
enum {
	OPT_MODEL = 256,
	OPT_UPDATES,
	OPT_RETRIES,
	OPT_WORD,
	OPT_DEATHS,
	OPT_FINDINGS,
	OPT_HELP,
	OPT_OWN
};
#define BOUNDS_OPTIONS                                                                             \
	{"model", required_argument, NULL, OPT_MODEL},                                             \
		{"updates", required_argument, NULL, OPT_UPDATES},                                 \
		{"retries", required_argument, NULL, OPT_RETRIES},                                 \
		{"word", required_argument, NULL, OPT_WORD},                                       \
		{"deaths", no_argument, NULL, OPT_DEATHS},                                         \
		{"findings", required_argument, NULL, OPT_FINDINGS}, PRINTER_OPTIONS,              \
	{                                                                                          \
		"help", no_argument, NULL, OPT_HELP                                                \
	}

/* Take one of those, with optarg; false after one line on stderr. */
bool bounds_option(struct trial *trial, int option);

#endif
