/* warpage fuzz: a fuzzing campaign on one target, and what it found. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/trace.h"
#include "build/build.h"
#include "cli/commands.h"
#include "campaign/tell.h"
#include "cli/common.h"
#include "cli/fuzz_files.h"
#include "cli/unknown.h"
#include "file/show.h"
#include "file/stop.h"
#include "outcome/printer.h"
#include "protocols/registry.h"

static const char help[] =
	"usage: warpage fuzz TARGET [options]\n"
	"\n"
	"Lets a fuzzer choose pair, schedule, values and choices, for a time. TARGET is machine,\n"
	"race, arithmetic, finding, schedule, input, expected or log (docs/fuzzing.md). Every\n"
	"crash of machine becomes a finding, the first of its kind, shrunk. What it learns stays "
	"in\n"
	"the work folder, and the next campaign goes on from there.\n"
	"\n"
	"  --engine E       libfuzzer or afl (default libfuzzer)\n"
	"  --jobs N         processes (default 1)\n"
	"  --seconds N      how long (default 60)\n"
	"  --protocol P     FORMAT:HOST:GUEST, this pair alone, by names or files; all its\n"
	"                   violations are reported\n"
	"                   (default: inputs choose, and what the matrix lists is only counted)\n"
	"  --model M        sc, x86, x86-manual, weak or all, or several with commas (default x86\n"
	"                   with --protocol, else all)\n"
	"  --known          report what the matrix lists as well\n"
	"  --deaths         the host may die after any store\n"
	"  --hosts N        of machine, with --protocol: 1, or 2 that make the updates side by "
	"side\n"
	"                   (default 1)\n"
	"  --vcpus N        of machine, with --protocol: vCPUs, 1 to 4 (default 2 to 4 for a "
	"guest\n"
	"                   that asks which one it is on, as inputs choose, 1 for others)\n"
	"  --tscs T,...     of machine: how the TSCs of several stand to each other: equal, "
	"ahead,\n"
	"                   behind, faster (default all, as inputs choose)\n"
	"  --build DIR      build folder of the preset libfuzzer or afl (default: where targets "
	"are\n"
	"                   installed, or build-libfuzzer or build-afl beside this program's)\n"
	"  --work DIR       corpus/, crashes/ and afl/ (default fuzzing/TARGET)\n"
	"  --findings DIR   where findings are saved (default findings)\n" FINDINGS_HELP
		PRINTER_HELP "  --help           this text\n"
	"\n"
	"SIGINT, SIGTERM and SIGHUP end a campaign with its report, which never says clean then.\n"
	"\n"
	"Exit status: 0 nothing new found, 1 violation, 2 usage, internal error, interrupted, a\n"
	"crash lost or nothing tested, 77 this machine can't run the target.\n"
	"\n"
	"example: warpage fuzz machine --protocol hyperv-tsc:single-store:hv-seed --seconds 10\n";

struct fuzz_settings {
	struct campaign_options campaign;
	struct printer printer;
	const char *build;
	struct fuzz_files files;
	char work[64], reports[512];
};

enum {
	OPT_ENGINE = 256,
	OPT_JOBS,
	OPT_SECONDS,
	OPT_PROTOCOL,
	OPT_MODEL,
	OPT_KNOWN,
	OPT_DEATHS,
	OPT_HOSTS,
	OPT_VCPUS,
	OPT_TSCS,
	OPT_BUILD,
	OPT_WORK,
	OPT_FINDINGS,
	OPT_ALL_FINDINGS,
	OPT_HELP
};

static const struct option long_options[] = {{"engine", required_argument, NULL, OPT_ENGINE},
					     {"jobs", required_argument, NULL, OPT_JOBS},
					     {"seconds", required_argument, NULL, OPT_SECONDS},
					     {"protocol", required_argument, NULL, OPT_PROTOCOL},
					     {"model", required_argument, NULL, OPT_MODEL},
					     {"known", no_argument, NULL, OPT_KNOWN},
					     {"deaths", no_argument, NULL, OPT_DEATHS},
					     {"hosts", required_argument, NULL, OPT_HOSTS},
					     {"vcpus", required_argument, NULL, OPT_VCPUS},
					     {"tscs", required_argument, NULL, OPT_TSCS},
					     {"build", required_argument, NULL, OPT_BUILD},
					     {"work", required_argument, NULL, OPT_WORK},
					     {"findings", required_argument, NULL, OPT_FINDINGS},
					     {"all-findings", no_argument, NULL, OPT_ALL_FINDINGS},
					     PRINTER_OPTIONS,
					     {"help", no_argument, NULL, OPT_HELP},
					     {0}};

static const char *const targets[] = {"machine",  "race",  "arithmetic", "finding",
				      "schedule", "input", "expected",	 "log"};

static void set_number(const char *name, unsigned int value)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", value);
	if (value)
		setenv(name, text, 1);
	else
		unsetenv(name);
}

/* All that decides what the targets do, for them and for the collector. */
static void set_environment(const struct fuzz_settings *settings)
{
	unsetenv("WARPAGE_FUZZ_FINDINGS");
	unsetenv("WARPAGE_FUZZ_SEEN");
	unsetenv("WARPAGE_FUZZ_FEEDBACK");
	unsetenv("WARPAGE_FUZZ_PROTOCOL");
	unsetenv("WARPAGE_FUZZ_MODEL");
	unsetenv("WARPAGE_FUZZ_KNOWN");
	set_number("WARPAGE_FUZZ_HOSTS", settings->campaign.hosts);
	set_number("WARPAGE_FUZZ_VCPUS", settings->campaign.vcpus);
	unsetenv("WARPAGE_FUZZ_TSCS");
	if (settings->campaign.tscs)
		setenv("WARPAGE_FUZZ_TSCS", settings->campaign.tscs, 1);
	if (settings->campaign.protocol)
		setenv("WARPAGE_FUZZ_PROTOCOL", settings->campaign.protocol, 1);
	if (settings->campaign.model)
		setenv("WARPAGE_FUZZ_MODEL", settings->campaign.model, 1);
	if (settings->campaign.known)
		setenv("WARPAGE_FUZZ_KNOWN", "report", 1);
	setenv("WARPAGE_FUZZ_DEATHS", settings->campaign.deaths ? "1" : "0", 1);
	setenv("WARPAGE_FUZZ_REPORTS", settings->campaign.reports, 1);
}

static bool take_engine(struct fuzz_settings *settings)
{
	struct unknown unknown;
	const char *name;

	settings->campaign.engine = fuzzer_find(optarg);
	if (settings->campaign.engine)
		return true;
	unknown_begin(&unknown, optarg);
	for (unsigned int i = 0; (name = fuzzer_get_name(i)); i++)
		unknown_add(&unknown, name);
	unknown_tell(&unknown, "warpage fuzz: there is no engine", "there are");
	return false;
}

static bool take_protocol(struct fuzz_settings *settings)
{
	const struct format *format;
	const struct guest *guest;
	const struct host *host;
	char text[REGISTRY_PAIR], *words[3];

	settings->campaign.protocol = optarg;
	snprintf(text, sizeof(text), "%s", optarg);
	if (strlen(optarg) >= sizeof(text) || !registry_split_pair(text, words)) {
		show(stderr,
		     "warpage fuzz: --protocol wants FORMAT:HOST:GUEST, not '%.100s'; see warpage "
		     "list\n",
		     optarg);
		return false;
	}
	return common_pair("fuzz", words, &format, &host, &guest);
}

static bool take_number(const char *option, u64 max, u64 *number)
{
	return common_number("fuzz", option, optarg, 1, max, number);
}

static bool take_option(struct fuzz_settings *settings, int option)
{
	unsigned int kinds = 0, models;
	u64 number;

	switch (option) {
	case OPT_ENGINE:
		return take_engine(settings);
	case OPT_JOBS:
		if (!take_number("jobs", CAMPAIGN_JOBS_MAX, &number))
			return false;
		settings->campaign.jobs = (unsigned int)number;
		return true;
	case OPT_SECONDS:
		return take_number("seconds", 100000000, &settings->campaign.seconds);
	case OPT_PROTOCOL:
		return take_protocol(settings);
	case OPT_MODEL:
		settings->campaign.model = optarg;
		return common_models("fuzz", optarg, &models);
	case OPT_KNOWN:
		settings->campaign.known = true;
		return true;
	case OPT_DEATHS:
		settings->campaign.deaths = true;
		return true;
	case OPT_HOSTS:
		return common_uint("fuzz", "hosts", optarg, 1, HOSTS_MAX,
				   &settings->campaign.hosts);
	case OPT_VCPUS:
		return common_uint("fuzz", "vcpus", optarg, 1, VCPUS_MAX,
				   &settings->campaign.vcpus);
	case OPT_TSCS:
		settings->campaign.tscs = optarg;
		return common_tscs("fuzz", optarg, &kinds);
	case OPT_BUILD:
		settings->build = optarg;
		return true;
	case OPT_WORK:
		settings->campaign.work = optarg;
		return common_folder("fuzz", "work", optarg);
	case OPT_ALL_FINDINGS:
		settings->campaign.findings.all = true;
		return true;
	case OPT_FINDINGS:
		settings->campaign.findings.folder = optarg;
		return common_folder("fuzz", "findings", optarg);
	default:
		return printer_option(&settings->printer, option, optarg);
	}
}

static bool take_target(struct fuzz_settings *settings, const char *name)
{
	struct unknown unknown;

	for (unsigned int i = 0; i < ARRAY_SIZE(targets); i++)
		if (!strcmp(targets[i], name)) {
			settings->campaign.target = targets[i];
			snprintf(settings->work, sizeof(settings->work), "fuzzing/%s", name);
			if (!settings->campaign.work)
				settings->campaign.work = settings->work;
			return true;
		}
	unknown_begin(&unknown, name);
	for (unsigned int i = 0; i < ARRAY_SIZE(targets); i++)
		unknown_add(&unknown, targets[i]);
	unknown_tell(&unknown, "warpage fuzz: there is no target", "there are");
	return false;
}

/* The matrix tells of one host, and of as many vCPUs as a guest has by itself. */
static bool check_scene(const struct fuzz_settings *settings)
{
	const struct campaign_options *campaign = &settings->campaign;
	bool several = campaign->hosts > 1;

	if (!campaign->protocol && (several || campaign->vcpus))
		return common_misused("fuzz", "--hosts and --vcpus go with --protocol");
	if (several && campaign->deaths)
		return common_misused("fuzz", "--deaths goes with one host");
	return true;
}

/* Options that would change nothing are refused, as a campaign would seem to be about them. */
static bool check_options(const struct fuzz_settings *settings)
{
	const char *target = settings->campaign.target, *option = NULL;
	bool reads = campaign_reads(&settings->campaign);
	bool parses = campaign_reads_text(&settings->campaign);
	char text[128];

	if (settings->campaign.deaths && strcmp(target, "machine"))
		option = "deaths";
	else if (settings->campaign.hosts && strcmp(target, "machine"))
		option = "hosts";
	else if (settings->campaign.vcpus && strcmp(target, "machine"))
		option = "vcpus";
	else if (settings->campaign.tscs && strcmp(target, "machine"))
		option = "tscs";
	else if (settings->campaign.model && !reads)
		option = "model";
	else if (settings->campaign.known && parses)
		option = "known";
	else if (settings->campaign.protocol && parses)
		option = "protocol";
	if (!option)
		return check_scene(settings);
	snprintf(text, sizeof(text), "--%s is not for the target %s", option, target);
	return common_misused("fuzz", text);
}

/* Long before there is something to write. */
static bool check_paths(struct fuzz_settings *settings)
{
	const struct campaign_options *options = &settings->campaign;
	const char *long_one = strlen(options->work) >= CAMPAIGN_PATH_MAX - 64 ? options->work
			       : strlen(options->findings.folder) >= CAMPAIGN_PATH_MAX - 128
				       ? options->findings.folder
				       : NULL;

	if (!long_one)
		return printer_check(&settings->printer, "fuzz", build_source);
	show(stderr, "warpage fuzz: %.60s...: %s\n", long_one, strerror(ENAMETOOLONG));
	return false;
}

/* Traces for SARIF: findings are in their files. */
static void add_traces(struct outcome *outcome)
{
	struct machine *machine = machine_new();
	struct oracle oracle;

	if (machine && oracle_init(&oracle)) {
		trace_add_saved(outcome, machine, &oracle);
		oracle_free(&oracle);
	} else {
		outcome->text.lost = true;
	}
	machine_free(machine);
}

static int fuzz(struct fuzz_settings *settings, struct outcome *outcome)
{
	const struct campaign_options *options = &settings->campaign;
	struct campaign_result result = {0};
	struct collector collector;
	char why[256];

	campaign_open(options, outcome);
	printer_begin(&settings->printer, outcome, 0);
	set_environment(settings);
	if (!collector_init(&collector, options->target, options->findings.folder, options->reports,
			    why, sizeof(why))) {
		outcome_judge(outcome, OUTCOME_ERROR, "%s", why);
		return printer_end(&settings->printer, outcome);
	}
	collector.findings.all = options->findings.all;
	collector.console = &settings->printer.console;
	campaign_run(options, &collector, &result);
	campaign_tell(options, &collector, &result, outcome);
	if (result.error[0] && outcome_status(outcome) == STATUS_VIOLATION)
		show(stderr, "warpage fuzz: %s\n", result.error);
	collector_free(&collector);
	if (settings->printer.sarif)
		add_traces(outcome);
	return printer_end(&settings->printer, outcome);
}

int cmd_fuzz(int argc, char **argv)
{
	struct fuzz_settings settings = {.campaign = {.engine = fuzzer_find("libfuzzer"),
						      .jobs = 1,
						      .seconds = 60,
						      .findings.folder = "findings"}};
	struct outcome *outcome;
	int option, status;

	while ((option = common_option("fuzz", argc, argv, "", long_options)) != -1) {
		if (option == OPT_HELP) {
			fputs(help, stdout);
			return STATUS_CLEAN;
		}
		if (!take_option(&settings, option))
			return STATUS_ERROR;
	}
	if (argc - optind != 1) {
		fprintf(stderr, "warpage fuzz: name one target; see `warpage fuzz --help`\n");
		return STATUS_ERROR;
	}
	if (!take_target(&settings, argv[optind]) || !check_options(&settings) ||
	    !fuzz_files_find(&settings.files, &settings.campaign, settings.build) ||
	    !check_paths(&settings))
		return STATUS_ERROR;
	settings.campaign.binary = settings.files.binary;
	settings.campaign.replayer = settings.files.replayer;
	snprintf(settings.reports, sizeof(settings.reports), "%s/reports", settings.campaign.work);
	settings.campaign.reports = settings.reports;
	settings.campaign.stop = stop_catch_all();
	outcome = outcome_new("fuzz");
	if (!outcome) {
		fprintf(stderr, "warpage fuzz: out of memory\n");
		return STATUS_ERROR;
	}
	status = fuzz(&settings, outcome);
	outcome_free(outcome);
	return status;
}
