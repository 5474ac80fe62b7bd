/* What several commands need: exit statuses, and names and numbers on the command line. */
#ifndef WARPAGE_COMMON_H
#define WARPAGE_COMMON_H

#include <getopt.h>

#include "protocols/registry.h"
#include "verify/verify.h"

enum status { STATUS_CLEAN = 0, STATUS_VIOLATION = 1, STATUS_ERROR = 2, STATUS_SKIPPED = 77 };

/* Flush stdout: a result that could not be written is an error. Returns the status to exit with. */
int finish_output(int status);

/*
 * What is wrong with a file, on stderr: a compiler's lines, which end in newlines and say enough, or a line of
 * ours, which names the command.
 */
void common_why(const char *command, char *why);

/* Have a host or guest ready, if the name is a file's. false after what is wrong on stderr. */
bool common_load(const char *command, enum member_kind kind, const struct format *format,
		 const char *name);

/*
 * Find FORMAT HOST GUEST of the machine in words[0..2], names or files. false after one line on stderr that
 * names the known ones, or a compiler's errors.
 */
bool common_pair(const char *command, char **words, const struct format **format,
		 const struct host **host, const struct guest **guest);

/* A whole number from min to max. false after one line on stderr. */
bool common_number(const char *command, const char *option, const char *text, u64 min, u64 max,
		   u64 *number);

/* The same for an unsigned int. */
bool common_uint(const char *command, const char *option, const char *text, u64 min, u64 max,
		 unsigned int *number);

#define FINDINGS_HELP                                                                              \
	"  --all-findings   save all of them, not one of each bug alone (docs/findings.md)\n"

/* Could files be put in a folder? false after one line on stderr. Long before the run has any. */
bool common_folder(const char *command, const char *option, const char *folder);

/* The CPUs of --cpus, at most max; 0 after one line on stderr. */
unsigned int common_cpus(const char *command, const char *list, unsigned int *cpus,
			 unsigned int max);

/*
 * The next option, as getopt_long() gives it: -1 at the end. 0 after one line on stderr, for one that
 * is unknown or lacks its value. shorts: the short ones, without a colon in front.
 */
int common_option(const char *command, int argc, char **argv, const char *shorts,
		  const struct option *options);

/* One line that says what is wrong with the options. Returns false. */
bool common_misused(const char *command, const char *what);

/* Are the n words FORMAT HOST GUEST? false after one line that names what is missing; all: what does instead, or "". */
bool common_words(const char *command, char **words, int n, const char *all);

/* A model by name. false after one line on stderr. */
bool common_model(const char *command, const char *text, enum model *model);

/* Models by name, "sc,x86", or all of them: a bit each is set. false after one line on stderr. */
bool common_models(const char *command, const char *text, unsigned int *models);

/* The kinds of --tscs, "equal,ahead": a bit each is set. false after one line on stderr. */
bool common_tscs(const char *command, const char *names, unsigned int *kinds);

#endif
