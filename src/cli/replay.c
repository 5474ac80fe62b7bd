/* warpage replay: runs saved findings again, each under two poisons. */
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/common.h"
#include "protocols/registry.h"

static const char help[] =
	"usage: warpage replay [options] FILE...\n"
	"\n"
	"Runs saved findings again and prints them in two columns.\n"
	"\n"
	"  --quiet   one line per file\n"
	"  --json    one JSON object per file\n"
	"  --help    this text\n"
	"\n"
	"Exit status: 1 if a violation comes back, 0 if none does, 2 if a file is unreadable or\n"
	"does not fit this build.\n"
	"\n"
	"example: warpage replay findings/*.warp\n";

enum style { STYLE_FULL, STYLE_QUIET, STYLE_JSON };

struct trial {
	struct machine *machine;
	struct oracle oracle;
	struct finding *finding;
	enum style style;
};

static void print_json(const char *path, const struct finding *finding, int result)
{
	char format[64], host[64], guest[64];
	json_t *object =
		json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "file", path, "format",
			  registry_spell(finding->format->name, format, sizeof(format)), "host",
			  registry_spell(finding->host->name, host, sizeof(host)), "guest",
			  registry_spell(finding->guest->name, guest, sizeof(guest)), "model",
			  model_name(finding->model), "recorded",
			  violation_name(finding->violation), "replayed",
			  violation_name((enum violation)result));

	json_dumpf(object, stdout, JSON_COMPACT);
	printf("\n");
	json_decref(object);
}

static int replay_one(struct trial *trial, const char *path)
{
	struct finding *finding = trial->finding;
	char why[512];
	int result, other;

	if (!finding_load(finding, path, why, sizeof(why))) {
		fprintf(stderr, "warpage replay: %s\n", why);
		return STATUS_ERROR;
	}
	other = finding_replay(finding, trial->machine, &trial->oracle, 0x5a, why, sizeof(why));
	result = finding_replay(finding, trial->machine, &trial->oracle, 0xa5, why, sizeof(why));
	if (result < 0) {
		fprintf(stderr, "warpage replay: %s: %s\n", path, why);
		return STATUS_ERROR;
	}
	if (result != other) {
		fprintf(stderr,
			"warpage replay: %s: the guest reads the page in a way that the machine "
			"does "
			"not see\n",
			path);
		return STATUS_ERROR;
	}
	if (trial->style == STYLE_JSON) {
		print_json(path, finding, result);
	} else if (result == VIOLATION_NONE) {
		printf("%s: %s recorded, no violation now\n", path,
		       violation_name(finding->violation));
	} else {
		printf("%s: %s%s\n", path, violation_name((enum violation)result),
		       result == (int)finding->violation ? ", as recorded"
							 : ", recorded otherwise");
		finding->violation = (enum violation)result;
		if (trial->style == STYLE_FULL) {
			printf("\n");
			finding_print(stdout, finding, trial->machine, &trial->oracle, NULL);
			printf("\n");
		}
	}
	return result == VIOLATION_NONE ? STATUS_CLEAN : STATUS_VIOLATION;
}

int cmd_replay(int argc, char **argv)
{
	static const struct option options[] = {{"quiet", no_argument, NULL, 'q'},
						{"json", no_argument, NULL, 'j'},
						{"help", no_argument, NULL, 'h'},
						{0}};
	struct trial trial = {.style = STYLE_FULL};
	int option, status = STATUS_CLEAN;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(help, stdout);
			return STATUS_CLEAN;
		}
		if (option == 'q')
			trial.style = STYLE_QUIET;
		else if (option == 'j')
			trial.style = STYLE_JSON;
		else
			return STATUS_ERROR;
	}
	if (optind == argc) {
		fprintf(stderr, "warpage replay: name at least one file; see --help\n");
		return STATUS_ERROR;
	}
	trial.machine = machine_new();
	trial.finding = calloc(1, sizeof(*trial.finding));
	if (!trial.machine || !trial.finding || !oracle_init(&trial.oracle)) {
		fprintf(stderr, "warpage replay: out of memory\n");
		return STATUS_ERROR;
	}
	for (int i = optind; i < argc; i++) {
		int one = replay_one(&trial, argv[i]);

		/* an unreadable file outweighs a violation, and that outweighs none */
		status = one > status ? one : status;
	}
	oracle_free(&trial.oracle);
	machine_free(trial.machine);
	free(trial.finding);
	return status;
}
