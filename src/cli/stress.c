/* warpage stress: a host against a guest on real CPUs. */
#define _GNU_SOURCE
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/common.h"
#include "cli/explain.h"
#include "protocols/registry.h"
#include "stress/pin.h"
#include "stress/race.h"
#include "stress/race_report.h"

#define PACE_MAX 10000000
#define GAPS_EVERY_MAX 1000000000
#define SECONDS_MAX 100000000 /* three years */

enum style { STYLE_TEXT, STYLE_JSON, STYLE_KTAP };

struct arguments {
	struct race_options race;
	unsigned int cpus[RACE_CPUS_MAX];
	const char *findings;
	enum style style;
};

static const char help[] =
	"usage: warpage stress FORMAT HOST GUEST [options]\n"
	"\n"
	"Races a host against a guest on real CPUs and judges every time that the guest returns.\n"
	"The names are those of `warpage list`.\n"
	"\n"
	"  --seconds N      how long (default 10)\n"
	"  --readers N      guest threads (default: one for each CPU but the host's)\n"
	"  --cpus LIST      CPUs to use, the host's first (default: all that are allowed)\n"
	"  --seed N         of the host's schedule (default 1)\n"
	"  --free           updates as fast as they can be made (default)\n"
	"  --pace N         N updates per second instead\n"
	"  --gaps N         one update and one batch of reads in N pauses after a random\n"
	"                   instruction, as if interrupted there; 0: none (default 10000)\n"
	"  --findings DIR   where violations are saved (default: findings)\n"
	"  --json           one JSON object on stdout\n"
	"  --ktap           KTAP on stdout\n"
	"  --help           this text\n"
	"\n"
	"Exit status: 0 clean, 1 violation, 2 usage, internal error or nothing tested, 77 skipped\n"
	"(the TSC cannot be trusted).\n"
	"\n"
	"example: warpage stress hyperv-tsc single-store hv-seed --seconds 2\n";

/* The native side of the pair; the machine's side has the same names. */
static bool find_pair(struct race_options *race, char **words)
{
	const struct guest *guest;
	const struct host *host;

	if (!common_pair("stress", words, &race->format, &host, &guest))
		return false;
	race->host = registry_find_host(ENGINE_NATIVE, race->format, host->name);
	race->guest = registry_find_guest(ENGINE_NATIVE, race->format, guest->name);
	if (race->host && race->guest)
		return true;
	fprintf(stderr, "warpage stress: %s x %s was not built for real threads; rebuild\n",
		words[1], words[2]);
	return false;
}

static bool number(const char *option, const char *text, u64 min, u64 max, unsigned int *out)
{
	u64 value;

	if (!common_number("stress", option, text, min, max, &value))
		return false;
	*out = (unsigned int)value;
	return true;
}

static bool parse_option(struct arguments *arguments, int option, const char *value)
{
	struct race_options *race = &arguments->race;
	char error[160];

	switch (option) {
	case 's':
		return number("seconds", value, 1, SECONDS_MAX, &race->seconds);
	case 'r':
		return number("readers", value, 1, RACE_READERS_MAX, &race->readers);
	case 'c':
		race->ncpus =
			pin_parse(value, arguments->cpus, RACE_CPUS_MAX, error, sizeof(error));
		if (!race->ncpus)
			fprintf(stderr, "warpage stress: --cpus: %s\n", error);
		return race->ncpus;
	case 'S':
		return common_number("stress", "seed", value, 0, U64_MAX, &race->seed);
	case 'f':
		race->pace = 0;
		return true;
	case 'p':
		return number("pace", value, 1, PACE_MAX, &race->pace);
	case 'g':
		return number("gaps", value, 0, GAPS_EVERY_MAX, &race->gaps);
	case 'd':
		arguments->findings = value;
		return true;
	default:
		arguments->style = option == 'j' ? STYLE_JSON : STYLE_KTAP;
		return true;
	}
}

/* 0: run; -1: help was printed; else the exit status. */
static int parse(int argc, char **argv, struct arguments *arguments)
{
	static const struct option options[] = {
		{"seconds", required_argument, NULL, 's'},
		{"readers", required_argument, NULL, 'r'},
		{"cpus", required_argument, NULL, 'c'},
		{"seed", required_argument, NULL, 'S'},
		{"free", no_argument, NULL, 'f'},
		{"pace", required_argument, NULL, 'p'},
		{"gaps", required_argument, NULL, 'g'},
		{"findings", required_argument, NULL, 'd'},
		{"json", no_argument, NULL, 'j'},
		{"ktap", no_argument, NULL, 'k'},
		{"help", no_argument, NULL, 'h'},
		{0},
	};
	int option;

	optind = 0;
	opterr = 0;
	while ((option = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(help, stdout);
			return -1;
		}
		if (option == '?' || option == ':') {
			fprintf(stderr, "warpage stress: %s '%s'; see `warpage stress --help`\n",
				option == '?' ? "unknown option" : "a value is missing after",
				argv[optind - 1]);
			return 2;
		}
		if (!parse_option(arguments, option, optarg))
			return 2;
	}
	if (argc - optind != 3) {
		fprintf(stderr, "warpage stress: give FORMAT HOST GUEST; see `warpage stress "
				"--help` and `warpage list`\n");
		return 2;
	}
	return find_pair(&arguments->race, argv + optind) ? 0 : 2;
}

/* On a terminal one line that is redrawn, else one line every 10 s. */
static void show_progress(void *arg, double seconds, u64 reads, u64 updates, u64 violations)
{
	const struct race_options *race = arg;
	static unsigned int shown;
	bool terminal = isatty(STDERR_FILENO);
	char violation_text[32];

	if (!terminal && (unsigned int)seconds / 10 == shown)
		return;
	shown = (unsigned int)seconds / 10;
	snprintf(violation_text, sizeof(violation_text), "%" PRIu64, violations);
	fprintf(stderr, "%s%.0f of %u s: %.1f M reads/s, %.0f k updates/s, %s violation%s%s",
		terminal ? "\r" : "", seconds, race->seconds, (double)reads / seconds / 1e6,
		(double)updates / seconds / 1e3, violations ? violation_text : "no",
		violations == 1 ? "" : "s", terminal ? "   " : "\n");
}

static int judge_summary(const struct race_summary *summary)
{
	if (race_violations(&summary->total))
		return 1;
	if (summary->host_hung) {
		fprintf(stderr, "warpage stress: the host did not return from publish(): mend it, "
				"or have it call host_dies()\n");
		return 2;
	}
	if (summary->total.overlapped)
		return 0;
	fprintf(stderr, "warpage stress: no read is known to have overlapped an update: give more "
			"--seconds or a higher --pace\n");
	return 2;
}

static int report(const struct arguments *arguments, const struct race_summary *summary, int status)
{
	if (arguments->style == STYLE_JSON &&
	    race_report_json(stdout, &arguments->race, summary, status)) {
		fprintf(stderr, "warpage stress: cannot write the JSON object to stdout\n");
		return 2;
	}
	if (arguments->style == STYLE_KTAP)
		race_report_ktap(stdout, &arguments->race, summary, status);
	if (arguments->style == STYLE_TEXT && status != RACE_SKIPPED)
		race_report_close(stdout, &arguments->race, summary);
	return status;
}

static void print_explained(FILE *out, const struct race_violation *violation,
			    enum explained explained, struct finding *finding,
			    struct machine *machine, struct oracle *oracle, const char *path)
{
	const char *kind = race_kind_name(violation->kind);
	char why[256];

	if (explained == EXPLAINED_NOT) {
		fprintf(out,
			"%s: not explained: no execution of sc, x86 or x86-manual with these "
			"updates does this\n",
			kind);
		return;
	}
	if (explained == EXPLAINED_ERROR)
		return;
	if (violation->kind == RACE_TORN && violation->nmix > 1)
		fprintf(out, "%s: %u mixes give the value; the first is ", kind, violation->nmix);
	else
		fprintf(out, "%s: ", kind);
	fprintf(out, "explained by the machine: %s\n\n", path);
	if (finding_replay(finding, machine, oracle, 0xa5, why, sizeof(why)) >= 0)
		finding_print(out, finding, machine, oracle, path);
	fprintf(out, "\n");
}

/* Each first violation of a kind becomes a finding that replays without any race. */
static bool save_violations(const struct arguments *arguments, struct race_summary *summary)
{
	bool text = arguments->style == STYLE_TEXT;
	struct finding *finding = calloc(1, sizeof(*finding));
	struct machine *machine = machine_new();
	struct oracle oracle = {0};
	bool good = finding && machine && oracle_init(&oracle);
	char path[512];

	if (!good)
		fprintf(stderr, "warpage stress: out of memory: nothing is saved\n");
	for (unsigned int kind = 0; kind < RACE_KINDS && good; kind++) {
		struct race_violation *violation = &summary->total.first[kind];
		enum explained explained;

		if (!summary->total.count[kind] || kind == RACE_UNORDERED_TSC)
			continue;
		explained = explain(&arguments->race, violation, arguments->findings, finding,
				    machine, &oracle, path, sizeof(path));
		good = explained != EXPLAINED_ERROR;
		if (explained == EXPLAINED)
			snprintf(violation->finding, sizeof(violation->finding), "%s", path);
		if (text || explained != EXPLAINED)
			print_explained(text ? stdout : stderr, violation, explained, finding,
					machine, &oracle, path);
	}
	oracle_free(&oracle);
	machine_free(machine);
	free(finding);
	return good;
}

int cmd_stress(int argc, char **argv)
{
	static struct arguments arguments;
	static struct race_summary summary;
	struct race_options *race = &arguments.race;
	int status;

	memset(&arguments, 0, sizeof(arguments));
	arguments.findings = "findings";
	race->seconds = 10;
	race->seed = 1;
	race->gaps = 10000;
	race->cpus = arguments.cpus;
	race->progress = show_progress;
	race->arg = race;
	status = parse(argc, argv, &arguments);
	if (status)
		return status < 0 ? 0 : status;
	if (!race->ncpus)
		race->ncpus = pin_allowed(arguments.cpus, RACE_CPUS_MAX);
	if (!race->ncpus) {
		fprintf(stderr, "warpage stress: the allowed CPUs are unknown; give --cpus\n");
		return 2;
	}
	if (arguments.style == STYLE_TEXT)
		race_report_open(stdout, race, race_readers(race));
	status = race_run(race, &summary);
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r\033[K");
	if (status < 0) {
		fprintf(stderr, "warpage stress: %s\n", summary.reason);
		return 2;
	}
	if (status == RACE_SKIPPED)
		fprintf(stderr, "warpage stress: skipped: %s\n", summary.reason);
	else
		status = judge_summary(&summary);
	/* for people the findings come after the numbers, for machines among them */
	if (arguments.style == STYLE_TEXT)
		status = report(&arguments, &summary, status);
	if (race_violations(&summary.total) && !save_violations(&arguments, &summary))
		status = STATUS_ERROR;
	if (arguments.style != STYLE_TEXT)
		status = report(&arguments, &summary, status);
	return status;
}
