/* warpage check: one pair, whatever there is to be said of it, on one page. */
#include <stdio.h>
#include <stdlib.h>

#include "analysis/check.h"
#include "build/build.h"
#include "cli/commands.h"
#include "cli/common.h"
#include "cli/race_options.h"
#include "file/show.h"
#include "file/stop.h"
#include "protocols/registry.h"
#include "verify/team.h"

#define BUDGET 300000 /* executions after the first violation, at most, for the other kinds */

static const char help[] =
	"usage: warpage check [--format FORMAT] HOST GUEST [options]\n"
	"\n"
	"Everything about one pair on one page: all models, which barriers bear load, a race on\n"
	"real CPUs, and the worst that was found beside the source. HOST and GUEST are names of\n"
	"`warpage list` or files, FILE[:FUNCTION][,OPTION=VALUE...] (docs/yours.md).\n"
	"\n"
	"  --format FORMAT  the page's format (default: what the files tell)\n"
	"  --host HOST      in place of HOST above\n"
	"  --guest GUEST    in place of GUEST above\n"
	"  --model M        sc, x86, x86-manual, weak or all, or several with commas: they make "
	"the\n"
	"                   verdict (default: all, as below)\n"
	"  --updates N      updates in a schedule, 1 to 20 (default 3)\n"
	"  --retries N      bound for retry loops that carry something over (default 3)\n"
	"  --seconds N      how long to race (default 10); 0: not at all\n"
	"  --cpus LIST      CPUs to race on, the host's first (default: all that are allowed)\n"
	"  --readers N      guest threads (default: one for each CPU but the host's)\n"
	"  --jobs N         processes that share what is explored (default: one for each CPU that\n"
	"                   may be used)\n"
	"  --findings DIR   where findings are saved (default findings)\n" FINDINGS_HELP
		PRINTER_HELP "  --help           this text\n"
	"\n"
	"What x86-manual finds besides, and what happens if the host dies, is told, and does not\n"
	"make the verdict.\n"
	"\n"
	"Exit status: 0 clean, or no violation within --retries; 1 violation; 2 usage, internal\n"
	"error, nothing tested, or stopped before the end without a violation.\n"
	"\n"
	"example: warpage check odd-even hv-spin-even --format hyperv-tsc --seconds 2\n";

enum {
	OPT_FORMAT = 256,
	OPT_HOST,
	OPT_GUEST,
	OPT_MODEL,
	OPT_UPDATES,
	OPT_RETRIES,
	OPT_FINDINGS,
	OPT_ALL_FINDINGS,
	OPT_JOBS
};

static const struct option long_options[] = {{"format", required_argument, NULL, OPT_FORMAT},
					     {"host", required_argument, NULL, OPT_HOST},
					     {"guest", required_argument, NULL, OPT_GUEST},
					     {"model", required_argument, NULL, OPT_MODEL},
					     {"updates", required_argument, NULL, OPT_UPDATES},
					     {"retries", required_argument, NULL, OPT_RETRIES},
					     {"findings", required_argument, NULL, OPT_FINDINGS},
					     {"all-findings", no_argument, NULL, OPT_ALL_FINDINGS},
					     {"jobs", required_argument, NULL, OPT_JOBS},
					     {"seconds", required_argument, NULL, 's'},
					     {"cpus", required_argument, NULL, 'c'},
					     {"readers", required_argument, NULL, 'r'},
					     PRINTER_OPTIONS,
					     {"help", no_argument, NULL, 'h'},
					     {0}};

struct asked {
	char *words[3]; /* format, host, guest; NULL: not said */
};

static bool take_option(struct check *check, struct asked *asked, int option)
{
	struct trial *trial = &check->trial;

	switch (option) {
	case OPT_FORMAT:
	case OPT_HOST:
	case OPT_GUEST:
		asked->words[option - OPT_FORMAT] = optarg;
		return true;
	case OPT_MODEL:
		if (!common_models("check", optarg, &trial->models))
			return false;
		trial->options.model = (enum model)__builtin_ctz(trial->models);
		return true;
	case OPT_UPDATES:
		return common_uint("check", "updates", optarg, 1, UPDATES_MAX,
				   &trial->options.updates);
	case OPT_RETRIES:
		return common_uint("check", "retries", optarg, 0, 1000, &trial->options.retries);
	case OPT_JOBS:
		return common_uint("check", "jobs", optarg, 1, TEAM_MAX, &trial->options.jobs);
	case OPT_FINDINGS:
		trial->findings.folder = optarg;
		check->race.asked.findings.folder = optarg;
		return common_folder("check", "findings", optarg);
	case OPT_ALL_FINDINGS:
		trial->findings.all = check->race.asked.findings.all = true;
		return true;
	case 's':
	case 'c':
	case 'r':
		return race_option(&check->race.asked, option, optarg);
	default: /* if it is none, getopt has complained */
		return printer_option(&trial->printer, option, optarg);
	}
}

/* HOST and GUEST fill what no option has said. */
static bool take_words(struct asked *asked, char **words, int n)
{
	for (int i = 1; i < 3; i++)
		if (!asked->words[i] && n) {
			asked->words[i] = *words++;
			n--;
		}
	if (asked->words[1] && asked->words[2] && !n)
		return true;
	return common_misused("check",
			      n == 1 ? "name HOST and GUEST; the format is given with --format"
				     : "name HOST and GUEST");
}

/* The format that one of the files tells. */
static bool find_format(struct asked *asked, char *name, size_t size)
{
	static const enum member_kind kinds[] = {MEMBER_FORMAT, MEMBER_HOST, MEMBER_GUEST};
	const struct format *format = NULL;
	char why[REGISTRY_WHY] = "no file tells the format of these names: say --format F; see "
				 "`warpage list`";

	for (int i = 2; i > 0 && !format && !asked->words[0]; i--)
		if (registry_is_file(asked->words[i]))
			format = build_format(kinds[i], asked->words[i], why, sizeof(why));
	if (asked->words[0])
		return true;
	if (!format) {
		common_why("check", why);
		return false;
	}
	asked->words[0] = registry_spell(registry_name(format), name, size);
	return true;
}

static bool find_pair(struct check *check, struct asked *asked)
{
	struct verify_options *options = &check->trial.options;
	struct race_options *race = &check->race.race;
	char format[REGISTRY_NAME];

	if (!find_format(asked, format, sizeof(format)) ||
	    !common_pair("check", asked->words, &options->format, &options->host, &options->guest))
		return false;
	race->format = options->format;
	race->host = registry_find_host(ENGINE_NATIVE, options->format, options->host->name);
	race->guest = registry_find_guest(ENGINE_NATIVE, options->format, options->guest->name);
	return true;
}

int cmd_check(int argc, char **argv)
{
	static struct check check;
	struct asked asked = {0};
	int option;

	memset(&check, 0, sizeof(check));
	check.trial = (struct trial){
		.command = "check",
		.printer.source_in_files = true,
		.options = {.model = MODEL_X86,
			    .word = 64,
			    .updates = 3,
			    .retries = 3,
			    .budget = BUDGET},
		.findings.folder = "findings",
	};
	race_options_begin(&check.race.asked, "check");
	check.race.asked.findings.folder = "findings";
	check.race.placement = -1;
	check.race.race.aim = true;
	while ((option = common_option("check", argc, argv, "", long_options)) != -1) {
		if (option == 'h') {
			fputs(help, stdout);
			return STATUS_CLEAN;
		}
		if (!option || !take_option(&check, &asked, option))
			return STATUS_ERROR;
	}
	check.trial.options.stop = stop_catch();
	check.race.asked.stop = check.trial.options.stop;
	if (!take_words(&asked, argv + optind, argc - optind) || !find_pair(&check, &asked) ||
	    !printer_check(&check.trial.printer, "check", build_source) ||
	    !race_options_check(&check.race.asked))
		return STATUS_ERROR;
	return trial_run(&check.trial, check_pair);
}
