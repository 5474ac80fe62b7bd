/* warpage verify: one pair (here), all pairs (matrix.c), or a pair without its barriers. */
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/common.h"
#include "cli/verify_modes.h"
#include "clock/scenario.h"
#include "protocols/registry.h"

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
	"Exit status: 0 clean, 1 violation, 2 usage, internal error or nothing tested; with "
	"--expect\n"
	"1 if the table differs; with --barriers 0 whatever they bear.\n"
	"\n"
	"example: warpage verify hyperv-tsc odd-even hv-spin-even\n";

static void print_starts(const struct verify_options *options)
{
	u32 sequence;

	for (unsigned int i = 0; scenario_start(options->format, options->host, i, &sequence); i++)
		printf("%s0x%x", i ? " " : "", sequence);
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

/* All parameters: a run opens and closes with them. */
static void print_pair(const struct verify_options *options)
{
	char format[64], host[64], guest[64];

	printf("verify  %s: host %s x guest %s   (model %s, word %u, updates %u, retries %u%s%s)\n",
	       registry_spell(options->format->name, format, sizeof(format)),
	       registry_spell(options->host->name, host, sizeof(host)),
	       registry_spell(options->guest->name, guest, sizeof(guest)),
	       model_name(options->model), options->word, options->updates, options->retries,
	       options->deaths ? ", deaths" : "", options->first_only ? ", first" : "");
}

static void print_header(const struct verify_options *options)
{
	print_pair(options);
	print_scope(options);
	printf("\n");
}

static void print_summary(const struct verify_options *options, const struct verdict *verdict)
{
	char retries[128], outcome[256];

	if (verdict->error[0]) {
		fprintf(stderr, "warpage verify: %s\n", verdict->error);
		return;
	}
	printf("%s: %s",
	       verdict->interrupted			     ? "INTERRUPTED"
	       : verdict_status(verdict) == STATUS_CLEAN     ? "CLEAN"
	       : verdict_status(verdict) == STATUS_VIOLATION ? "VIOLATION"
							     : "NOTHING TESTED",
	       common_outcome(verdict, outcome, sizeof(outcome)));
	if (verdict->first_at)
		printf("; the first at execution %" PRIu64, verdict->first_at);
	if (verdict->host_steps_back)
		printf("; the host's own steps back %" PRIu64, verdict->host_steps_back);
	printf("\n  covers     any number of readers, %s%s\n",
	       common_retries(verdict, options->retries, retries, sizeof(retries)),
	       verdict->complete || verdict->first_at ? "" : "; not all schedules");
	printf("  schedules  %" PRIu64 " with %" PRIu64 " updates\n", verdict->schedules,
	       verdict->updates);
	printf("  executions %" PRIu64 ": %" PRIu64 " reads accepted, %" PRIu64
	       " fell back, %" PRIu64 " cut at a retry, %" PRIu64 " at the limit, %" PRIu64
	       " stuck\n",
	       verdict->executions, verdict->accepted, verdict->fell_back, verdict->cut,
	       verdict->limited, verdict->stuck);
	printf("  overlapped %" PRIu64 " reads overlapped an update\n", verdict->overlapped);
	if (verdict->interesting)
		printf("  by luck    %" PRIu64 " values were late, and legal all the same\n",
		       verdict->interesting);
	if (verdict->unordered_tsc)
		printf("  unordered-tsc: the guest's plain rdtsc goes back without any update\n");
	printf("  time       %.3f s, %.1f million executions per second\n", verdict->seconds,
	       (double)verdict->executions / verdict->seconds / 1e6);
	print_pair(options);
}

static int verify_pair(const struct verify_options *options, const char *folder, bool json)
{
	struct machine *machine = machine_new();
	struct verdict verdict;
	struct oracle oracle;
	char paths[VIOLATIONS][512];
	bool saved;
	int status;

	if (!machine || !oracle_init(&oracle)) {
		fprintf(stderr, "warpage verify: out of memory\n");
		return STATUS_ERROR;
	}
	if (!json)
		print_header(options);
	verify(machine, &oracle, options, &verdict);
	saved = common_findings(machine, &oracle, &verdict, folder, json ? NULL : stdout, paths);
	if (json) {
		json_t *object = common_verdict_json(options, &verdict), *found = json_object();

		for (int v = 0; v < VIOLATIONS; v++)
			if (paths[v][0])
				json_object_set_new(found, violation_name((enum violation)v),
						    json_string(paths[v]));
		json_object_set_new(object, "findings", found);
		json_dumpf(object, stdout, JSON_INDENT(2));
		printf("\n");
		json_decref(object);
	} else {
		print_summary(options, &verdict);
	}
	status = verdict_status(&verdict);
	verdict_free(&verdict);
	oracle_free(&oracle);
	machine_free(machine);
	return saved ? status : STATUS_ERROR;
}

enum {
	OPT_ALL = 256,
	OPT_EXPECT,
	OPT_BARRIERS,
	OPT_MODEL,
	OPT_UPDATES,
	OPT_RETRIES,
	OPT_WORD,
	OPT_DEATHS,
	OPT_FIRST,
	OPT_FINDINGS,
	OPT_JSON,
	OPT_HELP
};

static const struct option long_options[] = {{"all", no_argument, NULL, OPT_ALL},
					     {"expect", required_argument, NULL, OPT_EXPECT},
					     {"barriers", no_argument, NULL, OPT_BARRIERS},
					     {"model", required_argument, NULL, OPT_MODEL},
					     {"updates", required_argument, NULL, OPT_UPDATES},
					     {"retries", required_argument, NULL, OPT_RETRIES},
					     {"word", required_argument, NULL, OPT_WORD},
					     {"deaths", no_argument, NULL, OPT_DEATHS},
					     {"first", no_argument, NULL, OPT_FIRST},
					     {"findings", required_argument, NULL, OPT_FINDINGS},
					     {"json", no_argument, NULL, OPT_JSON},
					     {"help", no_argument, NULL, OPT_HELP},
					     {0}};

static bool take_option(struct verify_mode *mode, struct verify_options *options, int option)
{
	u64 number = 0;

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
	case OPT_MODEL:
		mode->one_model = true;
		return common_model("verify", optarg, &options->model);
	case OPT_UPDATES:
		if (!common_number("verify", "updates", optarg, 1, UPDATES_MAX, &number))
			return false;
		options->updates = (unsigned int)number;
		return true;
	case OPT_RETRIES:
		if (!common_number("verify", "retries", optarg, 0, 1000, &number))
			return false;
		options->retries = (unsigned int)number;
		return true;
	case OPT_WORD:
		if (!common_number("verify", "word", optarg, 32, 64, &number))
			return false;
		options->word = (unsigned int)number;
		if (number == 32 || number == 64)
			return true;
		fprintf(stderr, "warpage verify: --word is 32 or 64\n");
		return false;
	case OPT_DEATHS:
		options->deaths = true;
		return true;
	case OPT_FIRST:
		options->first_only = true;
		return true;
	case OPT_FINDINGS:
		mode->folder = optarg;
		return true;
	case OPT_JSON:
		mode->json = true;
		return true;
	default:
		return false;
	}
}

int cmd_verify(int argc, char **argv)
{
	struct verify_mode mode = {.folder = "findings"};
	struct verify_options options = {
		.model = MODEL_X86, .word = 64, .retries = 3, .budget = BUDGET};
	int option;

	while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		if (option == OPT_HELP) {
			fputs(help, stdout);
			return STATUS_CLEAN;
		}
		if (!take_option(&mode, &options, option))
			return STATUS_ERROR;
	}
	options.stop = common_stop();
	if (mode.all && argc == optind && !mode.barriers)
		return verify_all(&mode, &options);
	if (mode.all || mode.expect || argc - optind != 3) {
		fprintf(stderr, "warpage verify: name FORMAT HOST GUEST, or --all; see warpage "
				"verify --help\n");
		return STATUS_ERROR;
	}
	if (!common_pair("verify", argv + optind, &options.format, &options.host, &options.guest))
		return STATUS_ERROR;
	if (mode.barriers)
		return verify_barriers(&mode, &options);
	if (!options.updates)
		options.updates = 3;
	return verify_pair(&options, mode.folder, mode.json);
}
