/* warpage cpu: what this CPU's clock and memory do, and which model that takes. */
#define _GNU_SOURCE
#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/common.h"
#include "cli/cpu.h"
#include "cli/progress.h"
#include "cli/stop.h"
#include "file/show.h"
#include "stress/cpu/pin.h"
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
	"  --seconds N  how long in all (default 10)\n"
	"  --cpus LIST  CPUs to use, each as a reader in its turn (default: all allowed)\n"
	"  --json       one JSON object on stdout\n"
	"  --help       this text\n"
	"\n"
	"Exit status: 0, 1 an outcome that no model allows, 2 usage, internal error, interrupted\n"
	"or nothing tested, 77 skipped (one CPU, or the TSC can't be trusted).\n"
	"\n"
	"example: warpage cpu --seconds 60\n";

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
		{"json", no_argument, NULL, 'j'},
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
		else if (option == 'j')
			arguments->json = true;
		else
			return STATUS_ERROR;
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
	char rates[64];

	if (!progress_due(progress))
		return;
	snprintf(rates, sizeof(rates), "%.1f M probes judged, %.2g M/s",
		 (double)survey->probes / 1e6, (double)survey->probes / 1e6 / seconds);
	progress_show(progress, "", rates, survey_findings(survey));
}

/* The exit status, and one line for one that is no result. */
static int judge(const struct survey *survey)
{
	if (survey_findings(survey))
		return STATUS_VIOLATION;
	if (survey->interrupted)
		fprintf(stderr, "warpage cpu: interrupted: what was asked for is not finished\n");
	else if (survey_untested(survey))
		show(stderr,
		     "warpage cpu: nothing tested of %s: give more --seconds, or the machine "
		     "less to do\n",
		     survey_untested(survey));
	else
		return STATUS_CLEAN;
	return STATUS_ERROR;
}

static int print(const struct cpu_arguments *arguments, const struct survey *survey, int status)
{
	json_t *object;
	int failed;

	if (!arguments->json) {
		cpu_report(stdout, arguments, survey);
		return status;
	}
	object = cpu_json(arguments, survey, status);
	failed = json_dumpf(object, stdout, JSON_INDENT(2));
	printf("\n");
	json_decref(object);
	if (!failed)
		return status;
	if (!ferror(stdout)) /* which finish_output() tells */
		fprintf(stderr, "warpage cpu: out of memory\n");
	return STATUS_ERROR;
}

int cmd_cpu(int argc, char **argv)
{
	static struct cpu_arguments arguments;
	static struct survey survey;
	struct progress progress = {.began = upset_now()};
	struct survey_options options = {.reads = (1u << TSC_READS) - 1,
					 .stores = true,
					 .memory = true,
					 .progress = on_progress,
					 .arg = &progress};
	char why[160];
	int status;

	memset(&arguments, 0, sizeof(arguments));
	arguments.seconds = 10;
	status = parse(argc, argv, &arguments);
	if (status)
		return status < 0 ? STATUS_CLEAN : status;
	options.cpus = arguments.cpus;
	options.ncpus = arguments.ncpus;
	options.seconds = progress.seconds = arguments.seconds;
	options.patience = PATIENCE * options.seconds + PATIENCE;
	options.stop = stop_catch();
	status = survey_run(&options, &survey, why, sizeof(why));
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r\033[K");
	if (status) {
		show(stderr, "warpage cpu: %s%s\n", status == SURVEY_SKIPPED ? "skipped: " : "",
		     why);
		return status;
	}
	return print(&arguments, &survey, judge(&survey));
}
