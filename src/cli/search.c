/* warpage search: random schedules, random executions. */
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/common.h"
#include "protocols/registry.h"

static const char help[] =
	"usage: warpage search FORMAT HOST GUEST [options]\n"
	"\n"
	"Walks at random through schedules (values, gaps and stalls far beyond those of verify)\n"
	"and executions, until a violation is found.\n"
	"\n"
	"  --seed N        of the walk (default 1)\n"
	"  --executions N  at most (default 10000000)\n"
	"  --updates N     at most, in a schedule, 1 to 16 (default 8)\n"
	"  --model M       sc, x86, x86-manual or weak (default x86)\n"
	"  --retries N     bound for retry loops that carry something over (default 3)\n"
	"  --word BITS     64, or 32: 8-byte accesses are split in two (default 64)\n"
	"  --strategy S    walk (the only one so far)\n"
	"  --deaths        the host may die after any store\n"
	"  --go-on         do not stop at the first violation\n"
	"  --findings DIR  where findings are saved (default findings)\n"
	"  --json          JSON on stdout\n"
	"  --help          this text\n"
	"\n"
	"Exit status: 0 clean, 1 violation, 2 usage, internal error or nothing tested.\n"
	"\n"
	"example: warpage search hyperv-tsc single-store hv-seed --seed 7\n";

enum {
	OPT_SEED = 256,
	OPT_EXECUTIONS,
	OPT_UPDATES,
	OPT_MODEL,
	OPT_RETRIES,
	OPT_WORD,
	OPT_STRATEGY,
	OPT_DEATHS,
	OPT_GO_ON,
	OPT_FINDINGS,
	OPT_JSON,
	OPT_HELP
};

static const struct option long_options[] = {{"seed", required_argument, NULL, OPT_SEED},
					     {"executions", required_argument, NULL,
					      OPT_EXECUTIONS},
					     {"updates", required_argument, NULL, OPT_UPDATES},
					     {"model", required_argument, NULL, OPT_MODEL},
					     {"retries", required_argument, NULL, OPT_RETRIES},
					     {"word", required_argument, NULL, OPT_WORD},
					     {"strategy", required_argument, NULL, OPT_STRATEGY},
					     {"deaths", no_argument, NULL, OPT_DEATHS},
					     {"go-on", no_argument, NULL, OPT_GO_ON},
					     {"findings", required_argument, NULL, OPT_FINDINGS},
					     {"json", no_argument, NULL, OPT_JSON},
					     {"help", no_argument, NULL, OPT_HELP},
					     {0}};

static bool small_number(const char *option, u64 min, u64 max, unsigned int *out)
{
	u64 number;

	if (!common_number("search", option, optarg, min, max, &number))
		return false;
	*out = (unsigned int)number;
	return true;
}

static bool take_option(struct verify_options *options, const char **folder, bool *json, int option)
{
	switch (option) {
	case OPT_SEED:
		return common_number("search", "seed", optarg, 0, U64_MAX, &options->seed);
	case OPT_EXECUTIONS:
		return common_number("search", "executions", optarg, 1, U64_MAX,
				     &options->executions);
	case OPT_UPDATES:
		return small_number("updates", 1, UPDATES_MAX, &options->updates);
	case OPT_MODEL:
		return common_model("search", optarg, &options->model);
	case OPT_RETRIES:
		return small_number("retries", 0, 1000, &options->retries);
	case OPT_WORD:
		if (!small_number("word", 32, 64, &options->word))
			return false;
		if (options->word == 32 || options->word == 64)
			return true;
		fprintf(stderr, "warpage search: --word is 32 or 64\n");
		return false;
	case OPT_STRATEGY:
		if (!strcmp(optarg, "walk"))
			return true;
		fprintf(stderr, "warpage search: there is no strategy '%s'; there is walk\n",
			optarg);
		return false;
	case OPT_DEATHS:
		options->deaths = true;
		return true;
	case OPT_GO_ON:
		options->first_only = false;
		return true;
	case OPT_FINDINGS:
		*folder = optarg;
		return true;
	case OPT_JSON:
		*json = true;
		return true;
	default:
		return false;
	}
}

static void print_summary(const struct verify_options *options, const struct verdict *verdict)
{
	char outcome[256];

	if (verdict->error[0]) {
		fprintf(stderr, "warpage search: %s\n", verdict->error);
		return;
	}
	printf("%s: %s",
	       verdict_status(verdict) == STATUS_CLEAN	     ? "CLEAN"
	       : verdict_status(verdict) == STATUS_VIOLATION ? "VIOLATION"
							     : "NOTHING TESTED",
	       common_outcome(verdict, outcome, sizeof(outcome)));
	if (verdict->first_at)
		printf("; the first at execution %" PRIu64, verdict->first_at);
	printf("\n  walk       seed %" PRIu64 ", %" PRIu64 " executions, %" PRIu64
	       " schedules, %" PRIu64 " updates\n",
	       options->seed, verdict->executions, verdict->schedules, verdict->updates);
	printf("  reads      %" PRIu64 " accepted, %" PRIu64 " fell back, %" PRIu64
	       " cut at a retry, %" PRIu64 " stuck; %" PRIu64 " overlapped an update\n",
	       verdict->accepted, verdict->fell_back, verdict->cut, verdict->stuck,
	       verdict->overlapped);
	printf("  time       %.3f s, %.1f million executions per second\n", verdict->seconds,
	       (double)verdict->executions / verdict->seconds / 1e6);
	if (verdict_status(verdict) == STATUS_CLEAN)
		printf("a walk proves nothing: warpage verify does\n");
}

static int run(const struct verify_options *options, const char *folder, bool json)
{
	struct machine *machine = machine_new();
	char format[64], host[64], guest[64], paths[VIOLATIONS][512];
	struct verdict verdict;
	struct oracle oracle;
	bool saved;
	int status;

	if (!machine || !oracle_init(&oracle)) {
		fprintf(stderr, "warpage search: out of memory\n");
		return STATUS_ERROR;
	}
	if (!json)
		printf("search  %s: host %s x guest %s   (model %s, word %u, seed %" PRIu64
		       ", at most %u updates and %" PRIu64 " executions)\n\n",
		       registry_spell(options->format->name, format, sizeof(format)),
		       registry_spell(options->host->name, host, sizeof(host)),
		       registry_spell(options->guest->name, guest, sizeof(guest)),
		       model_name(options->model), options->word, options->seed, options->updates,
		       options->executions);
	search(machine, &oracle, options, &verdict);
	saved = common_findings(machine, &oracle, &verdict, folder, json ? NULL : stdout, paths);
	if (json) {
		json_t *object = common_verdict_json(options, &verdict);

		json_object_set_new(object, "seed", json_integer((json_int_t)options->seed));
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

int cmd_search(int argc, char **argv)
{
	struct verify_options options = {
		.model = MODEL_X86,
		.word = 64,
		.retries = 3,
		.updates = 8,
		.seed = 1,
		.executions = 10000000,
		.first_only = true,
	};
	const char *folder = "findings";
	bool json = false;
	int option;

	while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		if (option == OPT_HELP) {
			fputs(help, stdout);
			return STATUS_CLEAN;
		}
		if (!take_option(&options, &folder, &json, option))
			return STATUS_ERROR;
	}
	if (argc - optind != 3) {
		fprintf(stderr,
			"warpage search: name FORMAT HOST GUEST; see warpage search --help\n");
		return STATUS_ERROR;
	}
	if (!common_pair("search", argv + optind, &options.format, &options.host, &options.guest))
		return STATUS_ERROR;
	options.stop = common_stop();
	return run(&options, folder, json);
}
