/* Options that verify and search have in common. */
#ifndef WARPAGE_CLI_BOUNDS_H
#define WARPAGE_CLI_BOUNDS_H

#include "analysis/trial.h"
#include "cli/common.h"

/* For struct option[]; a command's own start at OPT_OWN. */
enum {
	OPT_MODEL = 256,
	OPT_UPDATES,
	OPT_HOSTS,
	OPT_RETRIES,
	OPT_READERS,
	OPT_READS,
	OPT_WORD,
	OPT_DEATHS,
	OPT_VCPUS,
	OPT_TSCS,
	OPT_MIGRATIONS,
	OPT_FINDINGS,
	OPT_ALL_FINDINGS,
	OPT_HELP,
	OPT_OWN
};
#define BOUNDS_OPTIONS                                                                             \
	{"model", required_argument, NULL, OPT_MODEL},                                             \
		{"updates", required_argument, NULL, OPT_UPDATES},                                 \
		{"hosts", required_argument, NULL, OPT_HOSTS},                                     \
		{"retries", required_argument, NULL, OPT_RETRIES},                                 \
		{"readers", required_argument, NULL, OPT_READERS},                                 \
		{"reads", required_argument, NULL, OPT_READS},                                     \
		{"word", required_argument, NULL, OPT_WORD},                                       \
		{"deaths", no_argument, NULL, OPT_DEATHS},                                         \
		{"vcpus", required_argument, NULL, OPT_VCPUS},                                     \
		{"tscs", required_argument, NULL, OPT_TSCS},                                       \
		{"migrations", required_argument, NULL, OPT_MIGRATIONS},                           \
		{"findings", required_argument, NULL, OPT_FINDINGS},                               \
		{"all-findings", no_argument, NULL, OPT_ALL_FINDINGS}, PRINTER_OPTIONS,            \
	{                                                                                          \
		"help", no_argument, NULL, OPT_HELP                                                \
	}

#define BOUNDS_VCPUS_HELP                                                                          \
	"  --vcpus N        vCPUs, 1 to 4, between which reads migrate (default 2 for a guest "    \
	"that\n"                                                                                   \
	"                   asks which one it is on, 1 for others)\n"                              \
	"  --tscs T,...     how the TSCs of several stand to each other: equal, ahead, behind,\n"  \
	"                   faster (default all)\n"                                                \
	"  --migrations N   of one read, at most, 1 to 8 (default 2)\n"

/* Take one of those, with optarg; false after one line on stderr. */
bool bounds_option(struct trial *trial, int option);

/* Do they go with each other? false after one line on stderr. */
bool bounds_check(const struct trial *trial);

#endif
