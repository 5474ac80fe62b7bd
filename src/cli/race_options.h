/* Options that `warpage stress` and `warpage live` have in common. */
#ifndef WARPAGE_CLI_RACE_OPTIONS_H
#define WARPAGE_CLI_RACE_OPTIONS_H

#include "analysis/legs.h"
#include "cli/common.h"

/* For struct option[]. */
#define RACE_OPTIONS                                                                               \
	{"seconds", required_argument, NULL, 's'}, {"readers", required_argument, NULL, 'r'},      \
		{"cpus", required_argument, NULL, 'c'}, {"seed", required_argument, NULL, 'S'},    \
		{"model", required_argument, NULL, 'm'}, {"log", required_argument, NULL, 'l'},    \
		PRINTER_OPTIONS

/* The defaults. */
void race_options_begin(struct legs_asked *asked, const char *command);

/* Take one of them. false after one line on stderr. */
bool race_option(struct legs_asked *asked, int option, const char *value);

/* When all are taken: the CPUs, if none were named. false after one line on stderr. */
bool race_options_check(struct legs_asked *asked);

/*
 * The outcome of a run that begins now: from here on a signal ends it with its report. NULL after one line
 * on stderr.
 */
struct outcome *race_options_outcome(struct legs_asked *asked);

#endif
