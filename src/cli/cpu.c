/* warpage cpu: what this CPU's clock and memory do, and which model that takes. */
#define _GNU_SOURCE
#include <getopt.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/common.h"
#include "analysis/progress.h"
#include "file/show.h"
#include "file/stop.h"
#include "file/text.h"
#include "stress/cpu/pin.h"
#include "outcome/printer.h"
#include "outcome/put.h"
#include "stress/cpu/cpu_id.h"
#include "stress/survey/tell.h"
#include "stress/cpu/upset.h"

#define SECONDS_MAX 1000000
#define PATIENCE 10 /* times as long, and as many seconds, on a machine that is busy */

static const char help[] =
	"usage: warpage cpu [options]\n"
	"\n"
	"Probes with two threads when this CPU samples its TSC, for each way of reading it: after\n"
	"a later load had its value, before an earlier one had, before an earlier store was seen.\n"
	"Runs litmus tests of loads and stores. Says which of the models that takes.\n"
	"\n"
	"  --seconds N      how long in all (default 10)\n"
	"  --cpus LIST      CPUs to use, each as a reader in its turn (default: all "
	"allowed)\n" PRINTER_HELP "  --help           this text\n"
	"\n"
	"Exit status: 0, 1 an outcome that no model allows, 2 usage, internal error, interrupted\n"
	"or nothing tested, 77 skipped (one CPU, or the TSC can't be trusted).\n"
	"\n"
	"example: warpage cpu --seconds 60\n";

/* What was asked for. */
struct cpu_arguments {
	unsigned int cpus[1024], ncpus, seconds;
	struct printer printer;
};

static bool take_cpus(struct cpu_arguments *arguments, const char *list)
{
	arguments->ncpus = common_cpus("cpu", list, arguments->cpus, ARRAY_SIZE(arguments->cpus));
	return arguments->ncpus;
}

/* 0: run; -1: help was printed; else the exit status. */
static int parse(int argc, char **argv, struct cpu_arguments *arguments)
{
	static const struct option options[] = {
		{"seconds", required_argument, NULL, 's'},
		{"cpus", required_argument, NULL, 'c'},
		PRINTER_OPTIONS,
		{"help", no_argument, NULL, 'h'},
		{0},
	};
	int option;
	bool good = true;

	optind = 0;
	while (good && (option = common_option("cpu", argc, argv, "", options)) != -1) {
		if (option == 'h') {
			fputs(help, stdout);
			return -1;
		}
		if (option == 's')
			good = common_uint("cpu", "seconds", optarg, 1, SECONDS_MAX,
					   &arguments->seconds);
		else if (option == 'c')
			good = take_cpus(arguments, optarg);
		else
			good = printer_option(&arguments->printer, option, optarg);
	}
	if (good && optind < argc)
		good = common_misused("cpu", "it takes options only");
	if (good && !arguments->ncpus)
		arguments->ncpus = pin_allowed(arguments->cpus, ARRAY_SIZE(arguments->cpus));
	if (good && !arguments->ncpus)
		good = common_misused("cpu", "the allowed CPUs are unknown: give --cpus");
	return good ? 0 : STATUS_ERROR;
}

static void on_progress(void *arg, double seconds, const struct survey *survey)
{
	struct progress *progress = arg;
	char rates[64], number[2][TEXT_COUNT];

	if (!progress_due(progress))
		return;
	snprintf(rates, sizeof(rates), "%s probes judged, %s/s",
		 text_count((double)survey->probes, number[0], TEXT_COUNT),
		 text_count((double)survey->probes / seconds, number[1], TEXT_COUNT));
	progress_show(progress, "", rates, survey_findings(survey));
}

static void open_outcome(const struct cpu_arguments *arguments, struct outcome *outcome)
{
	char text[512];
	struct said cpus = {0};
	struct cpu_id id;

	cpu_id_get(&id);
	for (unsigned int i = 0; i < arguments->ncpus; i++)
		fprintf(said_more(&cpus), "%s%u", i ? "," : "", arguments->cpus[i]);
	outcome_subject(outcome, "%s", cpu_id_text(&id, text, sizeof(text)));
	outcome_open(outcome, "cpus", "%s", said_text(&cpus));
	outcome_open(outcome, "for", "%u s", arguments->seconds);
	put_cpus(outcome->parameters, "cpus", arguments->cpus, arguments->ncpus);
	put_number(outcome->parameters, "seconds", arguments->seconds);
	said_free(&cpus);
}

static int run(struct cpu_arguments *arguments, struct outcome *outcome)
{
	static struct survey survey;
	struct progress progress = {.began = upset_now(), .seconds = arguments->seconds};
	struct survey_options options = {.reads = (1u << TSC_READS) - 1,
					 .stores = true,
					 .memory = true,
					 .cpus = arguments->cpus,
					 .ncpus = arguments->ncpus,
					 .seconds = arguments->seconds,
					 .patience = PATIENCE * arguments->seconds + PATIENCE,
					 .stop = stop_catch(),
					 .progress = on_progress,
					 .arg = &progress};
	char why[160];
	int status;

	open_outcome(arguments, outcome);
	printer_begin(&arguments->printer, outcome, 0);
	status = survey_run(&options, &survey, why, sizeof(why));
	progress_clear();
	if (status)
		outcome_judge(outcome, status == SURVEY_SKIPPED ? OUTCOME_SKIPPED : OUTCOME_ERROR,
			      "%s", why);
	else
		survey_tell(&survey, outcome);
	return printer_end(&arguments->printer, outcome);
}

int cmd_cpu(int argc, char **argv)
{
	static struct cpu_arguments arguments;
	struct outcome *outcome;
	int status;

	memset(&arguments, 0, sizeof(arguments));
	arguments.seconds = 10;
	status = parse(argc, argv, &arguments);
	if (status)
		return status < 0 ? STATUS_CLEAN : status;
	if (!printer_check(&arguments.printer, "cpu", NULL))
		return STATUS_ERROR;
	outcome = outcome_new("cpu");
	if (!outcome) {
		fprintf(stderr, "warpage cpu: out of memory\n");
		return STATUS_ERROR;
	}
	status = run(&arguments, outcome);
	outcome_free(outcome);
	return status;
}
