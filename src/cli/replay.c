/* warpage replay: runs saved findings again, each under two poisons, and inputs of fuzzers. */
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/common.h"
#include "cli/replay_input.h"
#include "finding/parser.h"
#include "protocols/registry.h"

static const char help[] =
	"usage: warpage replay [options] FILE...\n"
	"\n"
	"Runs saved findings again and prints them in two columns; inputs of the fuzz targets,\n"
	"as bytes or as text, are printed as text as well.\n"
	"\n"
	"  --quiet      one line per file\n"
	"  --json       one JSON object per file\n"
	"  --bytes OUT  save the bytes of the input, which is the only FILE\n"
	"  --text OUT   save its text\n"
	"  --help       this text\n"
	"\n"
	"A FILE is a finding if it is named .warp, else an input unless its first word is\n"
	"'warpage'; text that starts with 'warpage input' is an input in any case.\n"
	"\n"
	"Exit status: 1 if a violation comes back, 0 if none does, 2 if a file is unreadable or\n"
	"does not fit this build.\n"
	"\n"
	"example: warpage replay findings/*.warp\n";

struct trial {
	struct machine *machine; /* for findings: NULL while there is one for inputs */
	struct oracle oracle;
	struct finding *finding;
	struct replay_input *inputs; /* NULL while there is a machine for findings */
	enum replay_style style;
	const char *bytes, *text; /* where inputs are saved, or NULL */
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

static void trial_leave(struct trial *trial)
{
	if (trial->machine) {
		oracle_free(&trial->oracle);
		machine_free(trial->machine);
	}
	replay_input_free(trial->inputs);
	trial->machine = NULL;
	trial->inputs = NULL;
}

/* Make the machine that files of this kind run on, unless it is there. */
static bool trial_enter(struct trial *trial, bool input)
{
	if (input ? !!trial->inputs : !!trial->machine)
		return true;
	trial_leave(trial);
	if (input) {
		trial->inputs = replay_input_new();
		return trial->inputs;
	}
	trial->machine = machine_new();
	if (trial->machine && oracle_init(&trial->oracle))
		return true;
	machine_free(trial->machine);
	trial->machine = NULL;
	fprintf(stderr, "warpage replay: out of memory\n");
	return false;
}

static int replay_finding(struct trial *trial, const char *path, const char *text, size_t length)
{
	struct finding *finding = trial->finding;
	char why[512];
	int result, other;

	if (!finding_parse(finding, text, length, path, why, sizeof(why))) {
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
	if (trial->style == REPLAY_JSON) {
		print_json(path, finding, result);
	} else if (result == VIOLATION_NONE) {
		printf("%s: %s recorded, no violation now\n", path,
		       violation_name(finding->violation));
	} else {
		printf("%s: %s%s\n", path, violation_name((enum violation)result),
		       result == (int)finding->violation ? ", as recorded"
							 : ", recorded otherwise");
		finding->violation = (enum violation)result;
		if (trial->style == REPLAY_FULL) {
			printf("\n");
			finding_print(stdout, finding, trial->machine, &trial->oracle, NULL);
			printf("\n");
		}
	}
	return result == VIOLATION_NONE ? STATUS_CLEAN : STATUS_VIOLATION;
}

static int replay_one(struct trial *trial, const char *path)
{
	size_t length;
	bool input;
	char why[512];
	char *text;
	int status;

	text = parser_read_file(path, "finding", &length, why, sizeof(why));
	if (!text) {
		fprintf(stderr, "warpage replay: %s\n", why);
		return STATUS_ERROR;
	}
	input = replay_is_input(path, text, length);
	if (!input && (trial->bytes || trial->text)) {
		fprintf(stderr, "warpage replay: %s: a finding, not an input: nothing to save\n",
			path);
		status = STATUS_ERROR;
	} else if (!trial_enter(trial, input)) {
		status = STATUS_ERROR;
	} else if (input) {
		status = (int)replay_input(trial->inputs, path, text, length, trial->style,
					   trial->bytes, trial->text);
	} else {
		status = replay_finding(trial, path, text, length);
	}
	free(text);
	return status;
}

int cmd_replay(int argc, char **argv)
{
	static const struct option options[] = {
		{"quiet", no_argument, NULL, 'q'},	 {"json", no_argument, NULL, 'j'},
		{"bytes", required_argument, NULL, 'b'}, {"text", required_argument, NULL, 't'},
		{"help", no_argument, NULL, 'h'},	 {0}};
	struct trial trial = {.style = REPLAY_FULL};
	const volatile int *stop = common_stop();
	int option, status = STATUS_CLEAN;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(help, stdout);
			return STATUS_CLEAN;
		}
		if (option == 'q')
			trial.style = REPLAY_QUIET;
		else if (option == 'j')
			trial.style = REPLAY_JSON;
		else if (option == 'b')
			trial.bytes = optarg;
		else if (option == 't')
			trial.text = optarg;
		else
			return STATUS_ERROR;
	}
	if (optind == argc) {
		fprintf(stderr, "warpage replay: name at least one file; see --help\n");
		return STATUS_ERROR;
	}
	if ((trial.bytes || trial.text) && argc - optind != 1) {
		fprintf(stderr,
			"warpage replay: --bytes and --text want exactly one FILE; see --help\n");
		return STATUS_ERROR;
	}
	trial.finding = calloc(1, sizeof(*trial.finding));
	if (!trial.finding) {
		fprintf(stderr, "warpage replay: out of memory\n");
		return STATUS_ERROR;
	}
	for (int i = optind; i < argc; i++) {
		int one;

		if (*stop) {
			fprintf(stderr, "warpage replay: unfinished: %d of %d files\n", i - optind,
				argc - optind);
			status = status ? status : STATUS_ERROR;
			break;
		}
		one = replay_one(&trial, argv[i]);

		/* an unreadable file outweighs a violation, and that outweighs none */
		status = one > status ? one : status;
	}
	trial_leave(&trial);
	free(trial.finding);
	return status;
}
