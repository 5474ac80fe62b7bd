/* warpage search: random schedules, random executions. */
#include <stdio.h>

#include "choice/strategy.h"
#include "build/build.h"
#include "cli/bounds.h"
#include "cli/commands.h"
#include "cli/unknown.h"
#include "file/show.h"
#include "file/stop.h"
#include "verify/team.h"

static const char help[] =
	"usage: warpage search FORMAT HOST GUEST [options]\n"
	"\n"
	"Tries random schedules (values, gaps and stalls far beyond those of verify) and random\n"
	"executions, until a violation is found.\n"
	"\n"
	"  --seed N         of all randomness (default 1)\n"
	"  --executions N   at most (default 10000000)\n"
	"  --updates N      at most, in a schedule, 1 to 20 (default 8)\n"
	"  --model M        sc, x86, x86-manual, weak or all, or several with commas (default "
	"x86)\n"
	"  --hosts N        1, or 2 that make the updates side by side (default 1)\n"
	"  --retries N      bound for retry loops that carry something over (default 3)\n"
	"  --readers N      readers of a guest that keeps memory over reads, 1 to 4 (default 2)\n"
	"  --reads N        reads that each of them makes, 1 to 4 (default 2)\n"
	"  --word BITS      64, or 32: 8-byte accesses are split in two (default 64)\n"
	"  --strategy S     how the reads are drawn, see below (default all)\n"
	"  --depth N        moves of a read with pct, 1 to 16 (default 2)\n"
	"  --deaths         the host may die after any store\n" BOUNDS_VCPUS_HELP
	"  --jobs N         processes that share the work (default: one for each CPU that may be\n"
	"                   used)\n"
	"  --go-on          do not stop at the first violation\n"
	"  --findings DIR   where findings are saved (default findings)\n" FINDINGS_HELP
		PRINTER_HELP "  --help           this text\n"
	"\n"
	"Strategies:\n";

static const char help_end[] =
	"\n"
	"Exit status: 0 none seen, 1 violation, 2 usage, internal error, nothing tested, or\n"
	"stopped before the end.\n"
	"\n"
	"example: warpage search hyperv-tsc single-store hv-seed --seed 7\n";

enum { OPT_SEED = OPT_OWN, OPT_EXECUTIONS, OPT_STRATEGY, OPT_DEPTH, OPT_GO_ON, OPT_JOBS };

static const struct option long_options[] = {{"seed", required_argument, NULL, OPT_SEED},
					     {"executions", required_argument, NULL,
					      OPT_EXECUTIONS},
					     {"strategy", required_argument, NULL, OPT_STRATEGY},
					     {"depth", required_argument, NULL, OPT_DEPTH},
					     {"go-on", no_argument, NULL, OPT_GO_ON},
					     {"jobs", required_argument, NULL, OPT_JOBS},
					     BOUNDS_OPTIONS,
					     {0}};

static void print_help(void)
{
	const struct strategy *strategy;

	fputs(help, stdout);
	for (unsigned int i = 0; (strategy = strategy_get(i)); i++)
		printf("  %-15s %s\n", strategy->name, strategy->about);
	fputs(help_end, stdout);
}

static bool take_strategy(struct verify_options *options)
{
	const struct strategy *strategy = strategy_find(optarg);
	struct unknown unknown;

	if (strategy) {
		options->strategy = strategy;
		return true;
	}
	unknown_begin(&unknown, optarg);
	for (unsigned int i = 0; (strategy = strategy_get(i)); i++)
		unknown_add(&unknown, strategy->name);
	unknown_tell(&unknown, "warpage search: there is no strategy", "there are");
	return false;
}

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
		return take_strategy(options);
	case OPT_DEPTH:
		return common_uint("search", "depth", optarg, 1, CHANGES_MAX, &options->depth);
	case OPT_JOBS:
		return common_uint("search", "jobs", optarg, 1, TEAM_MAX, &options->jobs);
	case OPT_GO_ON:
		options->first_only = false;
		return true;
	default:
		return bounds_option(trial, option);
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
			    .strategy = &strategy_all,
			    .seed = 1,
			    .executions = 10000000,
			    .first_only = true},
		.findings.folder = "findings",
	};
	struct verify_options *options = &trial.options;
	int option;

	while ((option = common_option("search", argc, argv, "", long_options)) != -1) {
		if (option == OPT_HELP) {
			print_help();
			return STATUS_CLEAN;
		}
		if (!take_option(&trial, option))
			return STATUS_ERROR;
	}
	if (options->depth && !options->strategy->deep) {
		common_misused("search", "--depth is of the strategies pct and all");
		return STATUS_ERROR;
	}
	if (!options->depth)
		options->depth = SEARCH_DEPTH;
	if (!common_words("search", argv + optind, argc - optind, "") ||
	    !common_pair("search", argv + optind, &options->format, &options->host,
			 &options->guest) ||
	    !printer_check(&trial.printer, "search", build_source) || !bounds_check(&trial))
		return STATUS_ERROR;
	options->several = options->tscs || options->moves;
	options->stop = stop_catch();
	return trial_run(&trial, trial_pair);
}
