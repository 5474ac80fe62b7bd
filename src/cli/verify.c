/* warpage verify: one pair, all pairs, or a pair without its barriers. */
#include <stdio.h>

#include "build/build.h"
#include "cli/bounds.h"
#include "cli/commands.h"
#include "file/stop.h"
#include "verify/team.h"

#define BUDGET 300000 /* executions after the first violation, at most, for the other kinds */

static const char help[] =
	"usage: warpage verify FORMAT HOST GUEST [options]\n"
	"       warpage verify --all [options]\n"
	"\n"
	"Explores every execution of a host against a guest: a proof for any number of readers,\n"
	"retries and updates and any values, or, where the code does not allow one, for each\n"
	"schedule of a list, with the reason; or a finding of each kind of violation.\n"
	"\n"
	"  --all            every host x every guest x every model, as a table, which tells of "
	"pairs\n"
	"                   that are not known to have run together\n"
	"  --expect FILE    with --all: compare with a reviewed table (tests/matrix.expected)\n"
	"  --barriers       leave out each barrier of host and guest in turn\n"
	"  --model M        sc, x86, x86-manual, weak or all, or several with commas (default "
	"x86;\n"
	"                   with --all or --barriers: all)\n"
	"  --updates N      updates in a schedule of the list, 1 to 20 (default 3; with --all,\n"
	"                   --barriers or --hosts 2: 2)\n"
	"  --hosts N        1, or 2 that make the updates side by side (default 1)\n"
	"  --retries N      bound for retry loops that carry something over (default 3)\n"
	"  --readers N      readers of a guest that keeps memory over reads, 1 to 4 (default 2)\n"
	"  --reads N        reads that each of them makes, 1 to 4 (default 2)\n"
	"  --word BITS      64, or 32: 8-byte accesses are split in two (default 64)\n"
	"  --deaths         the host may also die after any store of the last "
	"update\n" BOUNDS_VCPUS_HELP "  --first          stop at the first violation\n"
	"  --jobs N         processes that share the work (default: one for each CPU that may be\n"
	"                   used)\n"
	"  --findings DIR   where findings are saved (default findings; with --all: "
	"nowhere)\n" FINDINGS_HELP PRINTER_HELP "  --help           this text\n"
	"\n"
	"Without --model and --first it also tells what x86-manual finds, and what happens if the\n"
	"host dies.\n"
	"\n"
	"Exit status: 0 clean, or no violation within --retries; 1 violation; 2 usage, internal\n"
	"error, nothing tested, or stopped before the end; with --expect 1 if the table differs;\n"
	"with --barriers 0 whatever they bear.\n"
	"\n"
	"example: warpage verify hyperv-tsc odd-even hv-spin-even\n";

enum { OPT_ALL = OPT_OWN, OPT_EXPECT, OPT_BARRIERS, OPT_FIRST, OPT_JOBS };

static const struct option long_options[] = {{"all", no_argument, NULL, OPT_ALL},
					     {"expect", required_argument, NULL, OPT_EXPECT},
					     {"barriers", no_argument, NULL, OPT_BARRIERS},
					     {"first", no_argument, NULL, OPT_FIRST},
					     {"jobs", required_argument, NULL, OPT_JOBS},
					     BOUNDS_OPTIONS,
					     {0}};

int cmd_verify(int argc, char **argv)
{
	struct trial trial = {
		.command = "verify",
		.options = {.model = MODEL_X86, .word = 64, .retries = 3, .budget = BUDGET},
	};
	struct verify_options *options = &trial.options;
	bool all = false, barriers = false;
	int option;

	while ((option = common_option("verify", argc, argv, "", long_options)) != -1) {
		switch (option) {
		case OPT_HELP:
			fputs(help, stdout);
			return STATUS_CLEAN;
		case OPT_ALL:
			all = true;
			break;
		case OPT_EXPECT:
			trial.expect = optarg;
			break;
		case OPT_BARRIERS:
			barriers = true;
			break;
		case OPT_FIRST:
			options->first_only = true;
			break;
		case OPT_JOBS:
			if (!common_uint("verify", "jobs", optarg, 1, TEAM_MAX, &options->jobs))
				return STATUS_ERROR;
			break;
		default:
			if (!bounds_option(&trial, option))
				return STATUS_ERROR;
		}
	}
	options->stop = stop_catch();
	if (options->hosts > 1 && (all || barriers)) {
		common_misused("verify",
			       "--hosts 2 goes with one pair, neither with --all nor with "
			       "--barriers");
		return STATUS_ERROR;
	}
	if (all && (argc != optind || barriers)) {
		common_misused("verify", "--all is every pair: leave out FORMAT HOST GUEST and "
					 "--barriers");
		return STATUS_ERROR;
	}
	if (!all && trial.expect) {
		common_misused("verify", "--expect goes with --all");
		return STATUS_ERROR;
	}
	if (!all && !common_words("verify", argv + optind, argc - optind, ", or --all"))
		return STATUS_ERROR;
	if (!all && !common_pair("verify", argv + optind, &options->format, &options->host,
				 &options->guest))
		return STATUS_ERROR;
	if (!all && !trial.findings.folder)
		trial.findings.folder = "findings";
	if (!printer_check(&trial.printer, "verify", build_source))
		return STATUS_ERROR;
	trial.beyond = !trial.models && !options->first_only;
	if (!options->updates)
		options->updates = all || barriers || options->hosts > 1 ? 2 : 3;
	if (!bounds_check(&trial))
		return STATUS_ERROR;
	options->several = !all && (options->tscs || options->moves);
	options->thorough = !all && !barriers;
	return trial_run(&trial, all ? trial_matrix : barriers ? trial_barriers : trial_pair);
}
