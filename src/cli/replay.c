/* warpage replay: runs saved findings again, each under two poisons, and inputs of fuzzers. */
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/common.h"
#include "cli/replay_again.h"
#include "cli/replay_input.h"
#include "cli/stop.h"
#include "file/show.h"
#include "text/parser.h"
#include "protocols/registry.h"

static const char help[] =
	"usage: warpage replay [options] FILE...\n"
	"\n"
	"Runs saved findings again and prints them in two columns; inputs of the fuzz targets are\n"
	"printed as text as well. A FILE is a finding, or the text of an input.\n"
	"\n"
	"  --input      each FILE is an input: its bytes, or its text\n"
	"  --quiet      one line per file\n"
	"  --json       one JSON object per file\n"
	"  --bytes OUT  save the bytes of the input, which is the only FILE\n"
	"  --text OUT   save its text\n"
	"  --force      replace whatever stands at OUT; else --text replaces the text of an "
	"input,\n"
	"               and --bytes nothing\n"
	"  --help       this text\n"
	"\n"
	"Where the protocol does not do any more what a finding has, its schedule is explored\n"
	"again: it is fixed if no execution shows a violation.\n"
	"\n"
	"Exit status: 1 if a violation comes back, 0 if none does, 2 if a file is unreadable or\n"
	"of a protocol that this build does not have.\n"
	"\n"
	"example: warpage replay findings/*.warp\n";

struct trial {
	struct machine *machine; /* for findings: NULL while there is one for inputs */
	struct oracle oracle;
	struct finding *finding;
	struct replay_input *inputs; /* NULL while there is a machine for findings */
	enum replay_style style;
	bool input; /* every file is one */
	struct replay_output output;
};

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
	int result;

	if (!finding_parse(finding, text, length, path, why, sizeof(why))) {
		show(stderr, "warpage replay: %s\n", why);
		return STATUS_ERROR;
	}
	result = finding_replay_seen(finding, trial->machine, &trial->oracle, why, sizeof(why));
	if (result == FINDING_UNSEEN) {
		show(stderr, "warpage replay: %s: %s\n", path, why);
		return STATUS_ERROR;
	}
	if (result < 0 || result == VIOLATION_NONE)
		return (int)replay_again(finding, result >= 0, trial->machine, &trial->oracle, path,
					 trial->style);
	if (trial->style == REPLAY_JSON) {
		replay_json(finding, path, violation_name((enum violation)result), NULL);
	} else {
		show(stdout, "%s: %s%s\n", path, violation_name((enum violation)result),
		     result == (int)finding->violation ? ", as recorded" : ", recorded otherwise");
		finding->violation = (enum violation)result;
		if (trial->style == REPLAY_FULL) {
			printf("\n");
			finding_print(stdout, finding, trial->machine, &trial->oracle, NULL);
			printf("\n");
		}
	}
	return STATUS_VIOLATION;
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
		show(stderr, "warpage replay: %s\n", why);
		return STATUS_ERROR;
	}
	input = trial->input || replay_is_text(text, length);
	if (!input && (trial->output.bytes || trial->output.text)) {
		show(stderr,
		     "warpage replay: %s: not the text of an input, and no --input: nothing to "
		     "save\n",
		     path);
		status = STATUS_ERROR;
	} else if (!trial_enter(trial, input)) {
		status = STATUS_ERROR;
	} else if (input) {
		status = (int)replay_input(trial->inputs, path, text, length, trial->style,
					   &trial->output);
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
		{"force", no_argument, NULL, 'f'},	 {"input", no_argument, NULL, 'i'},
		{"help", no_argument, NULL, 'h'},	 {0}};
	struct trial trial = {.style = REPLAY_FULL};
	const volatile int *stop = stop_catch();
	int option, status = STATUS_CLEAN;

	while ((option = common_option("replay", argc, argv, "h", options)) != -1) {
		if (option == 'h') {
			fputs(help, stdout);
			return STATUS_CLEAN;
		}
		if (option == 'q')
			trial.style = REPLAY_QUIET;
		else if (option == 'j')
			trial.style = REPLAY_JSON;
		else if (option == 'b')
			trial.output.bytes = optarg;
		else if (option == 't')
			trial.output.text = optarg;
		else if (option == 'f')
			trial.output.force = true;
		else if (option == 'i')
			trial.input = true;
		else
			return STATUS_ERROR;
	}
	if (optind == argc) {
		fprintf(stderr, "warpage replay: name at least one file; see --help\n");
		return STATUS_ERROR;
	}
	if ((trial.output.bytes || trial.output.text) && argc - optind != 1) {
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
