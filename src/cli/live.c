/* warpage live: the clocks that real hypervisors publish. Options, the list, and the frame of a run. */
#define _GNU_SOURCE
#include "cli/live.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/stop.h"
#include "file/show.h"
#include "protocols/registry.h"
#include "stress/cpu/pin.h"
#include "stress/judge/tell.h"

#define SECONDS_MAX 100000000 /* three years */
#define READERS_MAX 1024

static const char help[] =
	"usage: warpage live [SOURCE...] [options]\n"
	"       warpage live --list\n"
	"\n"
	"Reads clocks of real hypervisors and kernels on all CPUs, and judges every time that\n"
	"comes out. Without a SOURCE: all that exist here, one after the other.\n"
	"\n"
	"  --list           the sources, and why one is missing\n"
	"  --seconds N      how long in all (default 10); 0: until stopped\n"
	"  --guest NAME     read pages as this guest of `warpage list` does, or as the control:\n"
	"                   pv-once, hv-once (default: the right one)\n"
	"  --model M        x86 (default), or x86-manual, in which a TSC that is read late is no\n"
	"                   excuse: what it explains is a violation\n"
	"  --cpus LIST      CPUs to use; the host of kvm has the first (default: all allowed)\n"
	"  --readers N      reading threads (default: one for each CPU but the host's)\n"
	"  --vcpus N        vCPUs of kvm, each with a page of its own (default 1)\n"
	"  --seed N         of the clocks that kvm is asked for (default 1)\n"
	"  --log FILE       append a line of JSON a minute, and one for each violation\n"
	"  --force          append to FILE even if it is no log\n"
	"  --json           one JSON object on stdout\n"
	"  --ktap           KTAP on stdout\n"
	"  --help           this text\n"
	"\n"
	"Exit status: 0 clean, 1 violation, 2 usage, internal error or nothing tested (as when "
	"the\n"
	"deliberately wrong guest is not caught) or unfinished, 77 skipped (no such source here).\n"
	"\n"
	"example: warpage live kvm --seconds 5\n";

static bool parse_option(struct live_arguments *arguments, int option, const char *value)
{
	switch (option) {
	case 'L':
		arguments->list = true;
		return true;
	case 's':
		return common_uint("live", "seconds", value, 0, SECONDS_MAX, &arguments->seconds);
	case 'g':
		arguments->guest = value;
		return true;
	case 'm':
		return common_race_model("live", value, &arguments->model);
	case 'c':
		arguments->ncpus = common_cpus("live", value, arguments->cpus, RACE_CPUS_MAX);
		return arguments->ncpus;
	case 'r':
		return common_uint("live", "readers", value, 1, READERS_MAX, &arguments->readers);
	case 'v':
		return common_uint("live", "vcpus", value, 1, LIVE_VCPUS_MAX, &arguments->vcpus);
	case 'S':
		return common_number("live", "seed", value, 0, U64_MAX, &arguments->seed);
	case 'l':
		arguments->log = value;
		return true;
	case 'x':
		arguments->force = true;
		return true;
	default:
		arguments->style = option == 'j' ? LIVE_JSON : LIVE_KTAP;
		return true;
	}
}

static bool add_source(struct live_arguments *arguments, const char *name)
{
	const struct live_source *source = live_source_find(name);

	for (unsigned int i = 0; source && i < arguments->nsources; i++)
		if (arguments->sources[i] == source) {
			show(stderr, "warpage live: %s is given twice; give it once\n", name);
			return false;
		}
	if (source) {
		arguments->sources[arguments->nsources++] = source;
		return true;
	}
	show(stderr, "warpage live: there is no source '%s'; there are", name);
	for (unsigned int i = 0; (source = live_source(i)); i++)
		fprintf(stderr, "%s %s", i ? "," : "", source->name);
	fprintf(stderr, "\n");
	return false;
}

const struct guest *live_guest_of(const struct live_source *source, const char *name)
{
	const struct format *format = source->format ? registry_find_format(source->format) : NULL;
	const struct guest *guest = NULL, *control;
	char spelled[64];

	if (format)
		guest = registry_find_guest(ENGINE_NATIVE, format, name);
	control = format && !guest ? live_control(format) : NULL;
	if (control && !strcmp(registry_spell(control->name, spelled, sizeof(spelled)), name))
		guest = control;
	return guest;
}

/* The names of all that the source can be read with, each after a comma. */
static const char *print_guests(const struct live_source *source, const char *comma)
{
	const struct format *format = source->format ? registry_find_format(source->format) : NULL;
	const struct guest *guest;
	char name[64];

	for (unsigned int i = 0; format && (guest = registry_guest(ENGINE_NATIVE, i)); i++)
		if (live_guest_of(source, guest->name) == guest) {
			fprintf(stderr, "%s %s", comma,
				registry_spell(guest->name, name, sizeof(name)));
			comma = ",";
		}
	guest = format ? live_control(format) : NULL;
	if (guest) {
		fprintf(stderr, "%s %s (the control)", comma,
			registry_spell(guest->name, name, sizeof(name)));
		comma = ",";
	}
	return comma;
}

/* --guest must be one of a chosen source's format. */
static bool check_guest(const struct live_arguments *arguments)
{
	const char *comma = "";

	for (unsigned int i = 0; i < arguments->nsources; i++)
		if (live_guest_of(arguments->sources[i], arguments->guest))
			return true;
	show(stderr, "warpage live: no chosen source has a guest '%s'; there are",
	     arguments->guest);
	for (unsigned int i = 0; i < arguments->nsources; i++) {
		unsigned int before = 0;

		while (before < i &&
		       (!arguments->sources[before]->format || !arguments->sources[i]->format ||
			strcmp(arguments->sources[before]->format, arguments->sources[i]->format)))
			before++;
		if (before == i)
			comma = print_guests(arguments->sources[i], comma);
	}
	fprintf(stderr, "%s\n", *comma ? "" : " none: clock and tsc are read without one");
	return false;
}

static bool check(struct live_arguments *arguments, char **words, int nwords)
{
	for (int i = 0; i < nwords; i++)
		if (!add_source(arguments, words[i]))
			return false;
	arguments->all = !arguments->nsources;
	for (unsigned int i = 0; arguments->all && live_source(i); i++)
		arguments->sources[arguments->nsources++] = live_source(i);
	if (arguments->guest && !check_guest(arguments))
		return false;
	if (!arguments->ncpus)
		arguments->ncpus = pin_allowed(arguments->cpus, RACE_CPUS_MAX);
	if (!arguments->ncpus)
		return common_misused("live", "the allowed CPUs are unknown: give --cpus");
	return true;
}

static const struct option options[] = {
	{"list", no_argument, NULL, 'L'},	 {"seconds", required_argument, NULL, 's'},
	{"guest", required_argument, NULL, 'g'}, {"model", required_argument, NULL, 'm'},
	{"cpus", required_argument, NULL, 'c'},	 {"readers", required_argument, NULL, 'r'},
	{"vcpus", required_argument, NULL, 'v'}, {"seed", required_argument, NULL, 'S'},
	{"log", required_argument, NULL, 'l'},	 {"force", no_argument, NULL, 'x'},
	{"json", no_argument, NULL, 'j'},	 {"ktap", no_argument, NULL, 'k'},
	{"help", no_argument, NULL, 'h'},	 {0},
};

/* 0: run; -1: help was printed; else the exit status. */
static int parse(int argc, char **argv, struct live_arguments *arguments)
{
	int option;

	optind = 0;
	while ((option = common_option("live", argc, argv, "", options)) != -1) {
		if (option == 'h') {
			fputs(help, stdout);
			return -1;
		}
		if (!option || !parse_option(arguments, option, optarg))
			return STATUS_ERROR;
	}
	return check(arguments, argv + optind, argc - optind) ? 0 : STATUS_ERROR;
}

static int list(const struct live_arguments *arguments)
{
	char why[LIVE_WHY];
	bool any = false;

	for (unsigned int i = 0; i < arguments->nsources; i++) {
		const struct live_source *source = arguments->sources[i];

		if (live_source_probe(source, why, sizeof(why))) {
			show(stdout, "%-13s found    %s%s%s\n", source->name, source->text,
			     why[0] ? ": " : "", why);
			any = true;
		} else {
			show(stdout, "%-13s missing  %s\n", source->name, why);
		}
	}
	return any ? STATUS_CLEAN : STATUS_SKIPPED;
}

static void print_verdict(const struct live *live)
{
	struct race_counts counts;
	char judged[64];

	memset(&counts, 0, sizeof(counts));
	for (unsigned int i = 0; i < live->nparts; i++)
		race_counts_add(&counts, &live->parts[i].total.race.total.counts);
	printf("verdict   %s%s\n", live_word(live),
	       race_judged_text(&counts, judged, sizeof(judged)));
}

static int report(struct live *live, int status)
{
	enum live_style style = live->arguments->style;

	for (unsigned int i = 0; i < live->nparts && style == LIVE_TEXT; i++)
		live_report_part(stdout, &live->parts[i]);
	if (style == LIVE_TEXT && status != STATUS_SKIPPED) {
		printf("\n");
		live_report_open(stdout, live);
		live_report_covered(stdout, live);
		print_verdict(live);
	}
	if (style == LIVE_KTAP)
		live_report_ktap(stdout, live);
	if (style == LIVE_JSON && live_report_json(stdout, live)) {
		if (!ferror(stdout)) /* which finish_output() tells */
			fprintf(stderr, "warpage live: out of memory\n");
		return STATUS_ERROR;
	}
	return status;
}

static int run(struct live *live, const struct live_arguments *arguments)
{
	char node[64] = "", why[512];
	unsigned int n;
	int status;

	stop_catch(); /* from here on a signal ends the run with its report */
	live->arguments = arguments;
	live->progress.began = live->beat = upset_now();
	live->progress.seconds = arguments->seconds;
	gethostname(node, sizeof(node) - 1);
	snprintf(live->name, sizeof(live->name), "%s-%ld-%lld", node, (long)getpid(),
		 (long long)time(NULL));
	if (arguments->log) {
		live->journal = journal_open(arguments->log, arguments->force, why, sizeof(why));
		if (!live->journal) {
			live_say("--log", why);
			return STATUS_ERROR;
		}
	}
	upset_sample(&live->machine_then);
	live_log_start(live);
	n = live_find_parts(live);
	if (!live_check(live, why, sizeof(why))) {
		show(stderr, "warpage live: %s\n", why);
		live_log_end(live, "error");
		return STATUS_ERROR;
	}
	for (unsigned int i = 0; i < live->nparts && arguments->model != MODEL_X86_MANUAL; i++)
		live->parts[i].options.calls.excuse = live_excuse;
	if (n && arguments->style == LIVE_TEXT)
		live_report_open(stdout, live);
	if (n)
		live_run_all(live, n);
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r\033[K");
	status = live_exit_status(live);
	for (unsigned int i = 0; i < live->nparts; i++)
		live_log_part(live, &live->parts[i]);
	live_log_end(live, live_word(live));
	return report(live, status);
}

int cmd_live(int argc, char **argv)
{
	static struct live_arguments arguments;
	static struct live live;
	int status;

	memset(&arguments, 0, sizeof(arguments));
	memset(&live, 0, sizeof(live));
	arguments.seconds = 10;
	arguments.vcpus = 1;
	arguments.seed = 1;
	arguments.model = MODEL_X86;
	status = parse(argc, argv, &arguments);
	if (status)
		return status < 0 ? 0 : status;
	if (arguments.list)
		return list(&arguments);
	status = run(&live, &arguments);
	explainer_free(live.explainer);
	return journal_close(live.journal) ? STATUS_ERROR : status;
}
