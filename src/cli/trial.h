/* One verify or search of a pair, from the command line to the exit status. */
#ifndef WARPAGE_TRIAL_H
#define WARPAGE_TRIAL_H

#include <getopt.h>

#include "cli/common.h"

struct trial {
	const char *command;	       /* for messages: "verify", "search" */
	struct verify_options options; /* updates 0: not given */
	const char *folder;	       /* for findings */
	bool json;
	bool one_model; /* --model was given */
	bool beyond;	/* look beyond the verdict as well */
	/* verify() or search() */
	void (*explore)(struct machine *machine, struct oracle *oracle,
			const struct verify_options *options, struct verdict *verdict);
	/* prints what is quantified over; may be NULL */
	void (*print_scope)(const struct verify_options *options);
};

/* Options that both commands have, for struct option[]; a command's own start at OPT_OWN. */
enum {
	OPT_MODEL = 256,
	OPT_UPDATES,
	OPT_RETRIES,
	OPT_WORD,
	OPT_DEATHS,
	OPT_FINDINGS,
	OPT_JSON,
	OPT_HELP,
	OPT_OWN
};
#define TRIAL_OPTIONS                                                                              \
	{"model", required_argument, NULL, OPT_MODEL},                                             \
		{"updates", required_argument, NULL, OPT_UPDATES},                                 \
		{"retries", required_argument, NULL, OPT_RETRIES},                                 \
		{"word", required_argument, NULL, OPT_WORD},                                       \
		{"deaths", no_argument, NULL, OPT_DEATHS},                                         \
		{"findings", required_argument, NULL, OPT_FINDINGS},                               \
		{"json", no_argument, NULL, OPT_JSON},                                             \
	{                                                                                          \
		"help", no_argument, NULL, OPT_HELP                                                \
	}

/* Take one of those, with optarg; false after one line on stderr. */
bool trial_option(struct trial *trial, int option);

/* Run the pair of trial->options and report. Returns the exit status. */
int trial_run(const struct trial *trial);

#endif
