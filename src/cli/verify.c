/* warpage verify: one pair (here), all pairs (matrix.c), or a pair without its barriers. */
#include <inttypes.h>
#include <stdio.h>

#include "cli/commands.h"
#include "cli/stop.h"
#include "cli/trial.h"
#include "cli/verify_modes.h"
#include "clock/scenario.h"

#define BUDGET 300000 /* executions after the first violation, to find the other kinds */

static const char help[] =
	"usage: warpage verify FORMAT HOST GUEST [options]\n"
	"       warpage verify --all [options]\n"
	"\n"
	"Explores every execution of a host against a guest, for each schedule of a list: a proof\n"
	"for any number of readers, or a finding of each kind of violation.\n"
	"\n"
	"  --all          every host x every guest x every model, as a table\n"
	"  --expect FILE  with --all: compare with a reviewed table (tests/matrix.expected)\n"
	"  --barriers     leave out each barrier of host and guest in turn\n"
	"  --model M      sc, x86, x86-manual or weak (default x86; with --all or --barriers: "
	"all)\n"
	"  --updates N    updates in a schedule, 1 to 16 (default 3; with --all or --barriers: 2)\n"
	"  --retries N    bound for retry loops that carry something over (default 3)\n"
	"  --word BITS    64, or 32: 8-byte accesses are split in two (default 64)\n"
	"  --deaths       the host may also die after any store of the last update\n"
	"  --first        stop at the first violation\n"
	"  --findings DIR where findings are saved (default findings)\n"
	"  --json         JSON on stdout\n"
	"  --help         this text\n"
	"\n"
	"Without --model and --first it also tells what x86-manual finds, and what happens if the\n"
	"host dies.\n"
	"\n"
	"Exit status: 0 clean, or no violation within --retries; 1 violation; 2 usage, internal\n"
	"error, nothing tested, or stopped before the end; with --expect 1 if the table differs;\n"
	"with --barriers 0 whatever they bear.\n"
	"\n"
	"example: warpage verify hyperv-tsc odd-even hv-spin-even\n";

static void print_starts(const struct verify_options *options)
{
	u64 sequence;

	for (unsigned int i = 0; scenario_start(options->format, options->host, i, &sequence); i++)
		printf("%s0x%" PRIx64, i ? " " : "", sequence);
}

/* What the verdict quantifies over. */
static void print_scope(const struct verify_options *options)
{
	const struct pace *pace;

	printf("  schedules  1 to %u updates, every sequence of", options->updates);
	for (int kind = 0; kind < UPDATE_KINDS; kind++)
		printf("%s %s", kind ? "," : "", update_kind_name((enum update_kind)kind));
	printf("\n  starts     sequence ");
	print_starts(options);
	printf("; placement");
	for (unsigned int i = 0; i < options->format->nplacements; i++)
		printf(" %u", options->format->placements[i]);
	printf("\n  paces     ");
	for (unsigned int i = 0; (pace = scenario_pace(i)); i++)
		printf("%s %s", i ? "," : "", pace->name);
	printf("; every order of visibility that the model allows\n");
	if (options->deaths)
		printf("  deaths     none, or after any of the first 6 stores of the last "
		       "update\n");
}

enum { OPT_ALL = OPT_OWN, OPT_EXPECT, OPT_BARRIERS, OPT_FIRST };

static const struct option long_options[] = {{"all", no_argument, NULL, OPT_ALL},
					     {"expect", required_argument, NULL, OPT_EXPECT},
					     {"barriers", no_argument, NULL, OPT_BARRIERS},
					     {"first", no_argument, NULL, OPT_FIRST},
					     TRIAL_OPTIONS,
					     {0}};

static bool take_option(struct verify_mode *mode, struct trial *trial, int option)
{
	switch (option) {
	case OPT_ALL:
		mode->all = true;
		return true;
	case OPT_EXPECT:
		mode->expect = optarg;
		return true;
	case OPT_BARRIERS:
		mode->barriers = true;
		return true;
	case OPT_FIRST:
		trial->options.first_only = true;
		return true;
	default:
		return trial_option(trial, option);
	}
}

int cmd_verify(int argc, char **argv)
{
	struct verify_mode mode = {0};
	struct trial trial = {
		.command = "verify",
		.options = {.model = MODEL_X86, .word = 64, .retries = 3, .budget = BUDGET},
		.folder = "findings",
		.explore = verify,
		.print_scope = print_scope,
	};
	struct verify_options *options = &trial.options;
	int option;

	while ((option = common_option("verify", argc, argv, "", long_options)) != -1) {
		if (option == OPT_HELP) {
			fputs(help, stdout);
			return STATUS_CLEAN;
		}
		if (!take_option(&mode, &trial, option))
			return STATUS_ERROR;
	}
	options->stop = stop_catch();
	if (mode.all && argc == optind && !mode.barriers)
		return verify_all(&mode, &trial);
	if (mode.all || mode.expect || argc - optind != 3) {
		fprintf(stderr, "warpage verify: name FORMAT HOST GUEST, or --all; see warpage "
				"verify --help\n");
		return STATUS_ERROR;
	}
	if (!common_pair("verify", argv + optind, &options->format, &options->host,
			 &options->guest))
		return STATUS_ERROR;
	if (mode.barriers)
		return verify_barriers(&trial);
	if (!options->updates)
		options->updates = 3;
	trial.beyond = !trial.one_model && !options->first_only;
	return trial_run(&trial);
}
