/* warpage stress: a host against a guest on real CPUs. Options, and whether they fit together. */
#include <inttypes.h>
#include <stdlib.h>

#include "analysis/stress.h"
#include "cli/commands.h"
#include "cli/race_options.h"
#include "cli/unknown.h"
#include "file/show.h"
#include "finding/schedule_text.h"
#include "protocols/registry.h"

#define PACE_MIN 0.001 /* updates per second */
#define PACE_MAX 1e7
#define OVERSUBSCRIBE_MAX 64
#define STEP_MAX (1ll << 50) /* as many steps as the host's log has entries are under 2^63 */

static const char help[] =
	"usage: warpage stress FORMAT HOST GUEST [options]\n"
	"       warpage stress --all [options]\n"
	"\n"
	"Races a host against a guest on real CPUs and judges every time that the guest returns.\n"
	"The names are those of `warpage list`.\n"
	"\n"
	"  --all            every host x every guest, side by side with what verify says\n"
	"  --seconds N      how long in all (default 10; with --all 120); 0: until stopped\n"
	"  --free           updates as fast as they can be made (default)\n"
	"  --pace N         N updates per second, such as 0.1 or 1000; readers aim at them\n"
	"  --no-aim         with --pace readers do not aim, and at any parameters are not made "
	"cold\n"
	"  --seed N         of the host's updates, of pauses and starts (default 1)\n"
	"  --schedule FILE  the host's updates are those of a schedule or finding, again and "
	"again\n"
	"  --model M        x86 (default), or x86-manual, in which a TSC that is read late is no\n"
	"                   excuse: stale and backwards values that it explains are violations\n"
	"  --hosts N        1 (default), or 2 that make the updates side by side, each on a CPU "
	"of\n"
	"                   its own\n"
	"  --vcpus N        vCPUs, 1 to 4: as many readers, which migrate between them (default: "
	"one\n"
	"                   for each reader of a guest that asks which it is on)\n"
	"  --tscs T,...     how the TSCs of several stand to each other, of which the seed draws "
	"one:\n"
	"                   equal, ahead, behind (default all of these)\n"
	"  --tight          no pause between two stores or two loads (default: now and then)\n"
	"  --freeze WHAT    none (default), all or partial (all but one): the readers to park "
	"around\n"
	"                   every update\n"
	"  --readers N      guest threads (default: one for each CPU but the host's)\n"
	"  --oversubscribe N  N guest threads for each CPU but the host's\n"
	"  --cpus LIST      CPUs to use, the hosts' first (default: all that are allowed)\n"
	"  --placement P    smt, cache, package, spread or all, in place of --cpus: readers on "
	"the\n"
	"                   host's core, under its last-level cache, in another package, all "
	"over,\n"
	"                   or each of these in turn, with another host each time\n"
	"  --findings DIR   where violations are saved (default findings; with --all: "
	"nowhere)\n" FINDINGS_HELP
	"  --log FILE       append a line of JSON a minute, and one for each violation; with\n"
	"                   --force even to a file that is no log\n" PRINTER_HELP
	"  --help           this text\n"
	"\n"
	"Exit status: 0 clean, 1 violation, 2 usage, internal error, nothing tested or "
	"unfinished,\n"
	"77 skipped (the TSC can't be trusted, or the machine has no such placement).\n"
	"\n"
	"example: warpage stress hyperv-tsc single-store hv-seed --seconds 2\n";

static bool parse_pace(struct race_options *race, const char *text)
{
	char *end;

	race->pace = strtod(text, &end);
	if (end != text && !*end && race->pace >= PACE_MIN && race->pace <= PACE_MAX)
		return true;
	show(stderr,
	     "warpage stress: --pace wants updates per second, from %.12g to %.12g, not '%s'\n",
	     PACE_MIN, PACE_MAX, text);
	return false;
}

static bool parse_placement(struct stress_arguments *arguments, const char *name)
{
	struct unknown unknown;

	arguments->placement = strcmp(name, "all") ? placement_parse(name) : PLACEMENTS;
	if (arguments->placement >= 0)
		return true;
	unknown_begin(&unknown, name);
	for (int i = 0; i < PLACEMENTS; i++)
		unknown_add(&unknown, placement_name((enum placement)i));
	unknown_add(&unknown, "all");
	unknown_tell(&unknown, "warpage stress: there is no placement", "there are");
	return false;
}

static bool parse_freeze(struct race_options *race, const char *name)
{
	if (!strcmp(name, "none"))
		race->freeze = RACE_FREEZE_NONE;
	else if (!strcmp(name, "all"))
		race->freeze = RACE_FREEZE_ALL;
	else if (!strcmp(name, "partial"))
		race->freeze = RACE_FREEZE_PARTIAL;
	else
		return common_misused("stress", "--freeze is none, all or partial");
	return true;
}

static bool parse_option(struct stress_arguments *arguments, int option, const char *value)
{
	struct race_options *race = &arguments->race;

	switch (option) {
	case 'a':
		arguments->all = true;
		return true;
	case 'o':
		return common_uint("stress", "oversubscribe", value, 1, OVERSUBSCRIBE_MAX,
				   &arguments->oversubscribe);
	case 'P':
		return parse_placement(arguments, value);
	case 'f':
		return true; /* as it is unless there is a pace */
	case 'p':
		return parse_pace(race, value);
	case 'n':
		race->aim = false;
		return true;
	case 'F':
		arguments->schedule_path = value;
		return true;
	case 'H':
		return common_uint("stress", "hosts", value, 1, HOSTS_MAX, &race->hosts);
	case 'V':
		return common_uint("stress", "vcpus", value, 1, VCPUS_MAX, &arguments->vcpus);
	case 'T':
		return common_tscs("stress", value, &race->tscs);
	case 't':
		arguments->tight = true;
		return true;
	case 'z':
		return parse_freeze(race, value);
	case 'A':
		arguments->asked.findings.all = true;
		return true;
	case 'd':
		arguments->asked.findings.folder = value;
		return common_folder("stress", "findings", value);
	default:
		return race_option(&arguments->asked, option, value);
	}
}

/* The native side of the pair; the machine's side has the same names. */
static bool find_pair(struct stress_arguments *arguments, char **words)
{
	struct race_options *race = &arguments->race;
	const struct guest *guest;
	const struct host *host;

	if (!common_pair("stress", words, &race->format, &host, &guest))
		return false;
	race->host = registry_find_host(ENGINE_NATIVE, race->format, host->name);
	race->guest = registry_find_guest(ENGINE_NATIVE, race->format, guest->name);
	return true;
}

static bool load_schedule(struct stress_arguments *arguments)
{
	struct race_options *race = &arguments->race;
	struct schedule *schedule = &arguments->schedule;
	const char *path = arguments->schedule_path;
	char why[512];

	if (!schedule_load(schedule, race->format, race->host, path, why, sizeof(why))) {
		show(stderr, "warpage stress: %s\n", why);
		return false;
	}
	if (!schedule->nupdates) {
		show(stderr, "warpage stress: %s: it has no update to play\n", path);
		return false;
	}
	for (unsigned int i = 0; i < schedule->nupdates; i++) {
		const struct update *update = &schedule->updates[i];

		if (update->kind == UPDATE_TSC_JUMP)
			show(stderr,
			     "warpage stress: %s: update %u is a tsc-jump, which a real TSC "
			     "does not do; leave it out, or use warpage replay\n",
			     path, i + 1);
		else if (update->step > STEP_MAX || update->step < -STEP_MAX)
			show(stderr,
			     "warpage stress: %s: update %u steps so far that order could not "
			     "be told: give a step of at most 2^50 either way\n",
			     path, i + 1);
		else
			continue;
		return false;
	}
	race->schedule = schedule;
	if (schedule->hosts <= 1)
		return true;
	return common_misused("stress",
			      "the schedule is of two hosts, and a race plays it with one: "
			      "use warpage replay");
}

/* Do the options fit together? Everything that needs several of them. */
static bool check(struct stress_arguments *arguments, char **words, int nwords)
{
	if (arguments->all && nwords)
		return common_misused("stress", "--all is every pair: leave out FORMAT HOST GUEST");
	if (!arguments->all && !common_words("stress", words, nwords, ", or --all"))
		return false;
	if (arguments->asked.readers && arguments->oversubscribe)
		return common_misused("stress",
				      "--readers and --oversubscribe say the same: give one");
	if (arguments->vcpus && (arguments->asked.readers || arguments->oversubscribe))
		return common_misused("stress", "--vcpus is how many readers there are: leave out "
						"--readers and --oversubscribe");
	if ((arguments->vcpus || arguments->race.tscs) && arguments->all)
		return common_misused("stress", "--vcpus and --tscs are of one pair, not of --all");
	if (arguments->vcpus)
		arguments->asked.readers = arguments->vcpus;
	if (arguments->asked.ncpus && arguments->placement >= 0)
		return common_misused("stress", "--cpus and --placement say the same: give one");
	if (arguments->schedule_path && (arguments->race.pace > 0 || arguments->all))
		return common_misused("stress",
				      "--schedule goes neither with --pace nor with --all");
	if (arguments->all && !arguments->asked.seconds)
		return common_misused(
			"stress",
			"--all shares the time between all pairs: give it some --seconds");
	if (arguments->race.hosts > 1 &&
	    (arguments->all || arguments->schedule_path || arguments->race.freeze))
		return common_misused("stress",
				      "--hosts 2 goes neither with --all nor with --schedule "
				      "nor with --freeze");
	if (!arguments->all && !find_pair(arguments, words))
		return false;
	if (arguments->schedule_path && !load_schedule(arguments))
		return false;
	return race_options_check(&arguments->asked);
}

static const struct option options[] = {
	{"all", no_argument, NULL, 'a'},
	{"oversubscribe", required_argument, NULL, 'o'},
	{"placement", required_argument, NULL, 'P'},
	{"free", no_argument, NULL, 'f'},
	{"pace", required_argument, NULL, 'p'},
	{"no-aim", no_argument, NULL, 'n'},
	{"schedule", required_argument, NULL, 'F'},
	{"hosts", required_argument, NULL, 'H'},
	{"vcpus", required_argument, NULL, 'V'},
	{"tscs", required_argument, NULL, 'T'},
	{"tight", no_argument, NULL, 't'},
	{"freeze", required_argument, NULL, 'z'},
	{"findings", required_argument, NULL, 'd'},
	{"all-findings", no_argument, NULL, 'A'},
	RACE_OPTIONS,
	{"help", no_argument, NULL, 'h'},
	{0},
};

/* 0: run; -1: help was printed; else the exit status, after one line on stderr. */
static int parse(int argc, char **argv, struct stress_arguments *arguments)
{
	bool seconds = false, at_will = false;
	int option;

	optind = 0;
	while ((option = common_option("stress", argc, argv, "", options)) != -1) {
		if (option == 'h') {
			fputs(help, stdout);
			return -1;
		}
		if (!option || !parse_option(arguments, option, optarg))
			return STATUS_ERROR;
		seconds |= option == 's';
		at_will |= option == 'f';
	}
	if (at_will && arguments->race.pace > 0) {
		common_misused("stress", "--free and --pace say how fast: give one");
		return STATUS_ERROR;
	}
	if (arguments->all && !seconds)
		arguments->asked.seconds = 120;
	if (!arguments->all && !arguments->asked.findings.folder)
		arguments->asked.findings.folder = "findings";
	return check(arguments, argv + optind, argc - optind) ? 0 : STATUS_ERROR;
}

int cmd_stress(int argc, char **argv)
{
	static struct stress_arguments arguments;
	static struct stress stress;
	struct outcome *outcome;
	int status;

	memset(&arguments, 0, sizeof(arguments));
	race_options_begin(&arguments.asked, "stress");
	arguments.placement = -1;
	arguments.race.aim = true;
	status = parse(argc, argv, &arguments);
	if (status)
		return status < 0 ? 0 : status;
	outcome = race_options_outcome(&arguments.asked);
	if (!outcome)
		return STATUS_ERROR;
	if (stress_begin(&stress, &arguments)) {
		if (arguments.all)
			stress_all(&stress, outcome, &arguments.asked.printer);
		else
			stress_one(&stress, outcome, &arguments.asked.printer);
		outcome->failed |= !stress_end(&stress);
		status = printer_end(&arguments.asked.printer, outcome);
	} else {
		stress_end(&stress);
		status = STATUS_ERROR;
	}
	outcome_free(outcome);
	return status;
}
