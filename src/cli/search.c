/* warpage search: random schedules, random executions. */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/trial.h"

static const char help[] =
	"usage: warpage search FORMAT HOST GUEST [options]\n"
	"\n"
	"Walks at random through schedules (values, gaps and stalls far beyond those of verify)\n"
	"and executions, until a violation is found.\n"
	"\n"
	"  --seed N        of the walk (default 1)\n"
	"  --executions N  at most (default 10000000)\n"
	"  --updates N     at most, in a schedule, 1 to 16 (default 8)\n"
	"  --model M       sc, x86, x86-manual or weak (default x86)\n"
	"  --retries N     bound for retry loops that carry something over (default 3)\n"
	"  --word BITS     64, or 32: 8-byte accesses are split in two (default 64)\n"
	"  --strategy S    walk (the only one so far)\n"
	"  --deaths        the host may die after any store\n"
	"  --go-on         do not stop at the first violation\n"
	"  --findings DIR  where findings are saved (default findings)\n"
	"  --json          JSON on stdout\n"
	"  --help          this text\n"
	"\n"
	"Exit status: 0 clean, 1 violation, 2 usage, internal error or nothing tested.\n"
	"\n"
	"example: warpage search hyperv-tsc single-store hv-seed --seed 7\n";

enum { OPT_SEED = OPT_OWN, OPT_EXECUTIONS, OPT_STRATEGY, OPT_GO_ON };

static const struct option long_options[] = {{"seed", required_argument, NULL, OPT_SEED},
					     {"executions", required_argument, NULL,
					      OPT_EXECUTIONS},
					     {"strategy", required_argument, NULL, OPT_STRATEGY},
					     {"go-on", no_argument, NULL, OPT_GO_ON},
					     TRIAL_OPTIONS,
					     {0}};

static bool take_option(struct trial *trial, int option)
{
	struct verify_options *options = &trial->options;

	switch (option) {
	case OPT_SEED:
		return common_number("search", "seed", optarg, 0, U64_MAX, &options->seed);
	case OPT_EXECUTIONS:
		return common_number("search", "executions", optarg, 1, U64_MAX,
				     &options->executions);
	case OPT_STRATEGY:
		if (!strcmp(optarg, "walk"))
			return true;
		fprintf(stderr, "warpage search: there is no strategy '%s'; there is walk\n",
			optarg);
		return false;
	case OPT_GO_ON:
		options->first_only = false;
		return true;
	default:
		return trial_option(trial, option);
	}
}

int cmd_search(int argc, char **argv)
{
	struct trial trial = {
		.command = "search",
		.options = {.model = MODEL_X86,
			    .word = 64,
			    .retries = 3,
			    .updates = 8,
			    .seed = 1,
			    .executions = 10000000,
			    .first_only = true},
		.folder = "findings",
		.explore = search,
	};
	struct verify_options *options = &trial.options;
	int option;

	while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		if (option == OPT_HELP) {
			fputs(help, stdout);
			return STATUS_CLEAN;
		}
		if (!take_option(&trial, option))
			return STATUS_ERROR;
	}
	if (argc - optind != 3) {
		fprintf(stderr,
			"warpage search: name FORMAT HOST GUEST; see warpage search --help\n");
		return STATUS_ERROR;
	}
	if (!common_pair("search", argv + optind, &options->format, &options->host,
			 &options->guest))
		return STATUS_ERROR;
	options->stop = common_stop();
	return trial_run(&trial);
}
