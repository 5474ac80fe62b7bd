/* warpage replay: runs saved findings again, each under two poisons, and inputs of fuzzers. */
#include <stdlib.h>

#include "analysis/again.h"
#include "build/build.h"
#include "cli/commands.h"
#include "cli/common.h"
#include "cli/replay_input.h"
#include "file/show.h"
#include "file/stop.h"
#include "outcome/printer.h"
#include "outcome/put.h"
#include "text/parser.h"

static const char help[] =
	"usage: warpage replay [options] FILE...\n"
	"\n"
	"Runs saved findings again and prints them in two columns; inputs of the fuzz targets are\n"
	"printed as text as well. A FILE is a finding, or the text of an input; - is standard\n"
	"input. Both may stand in the text of a mail, quoted or not.\n"
	"\n"
	"  --input          each FILE is an input: its bytes, or its text\n"
	"  --quiet          one line per file\n"
	"  --bytes OUT      save the bytes of the input, which is the only FILE; OUT is new\n"
	"  --text OUT       save its text; that of an input which is there is "
	"replaced\n" PRINTER_HELP "  --help           this text\n"
	"\n"
	"Where the protocol does not do any more what a finding has, its schedule is explored\n"
	"again: it is fixed if no execution shows a violation.\n"
	"\n"
	"Exit status: 1 if a violation comes back, 0 if none does, 2 if a file is unreadable or\n"
	"of a protocol that this build does not have.\n"
	"\n"
	"example: warpage replay findings/*.warp\n";

struct replay {
	struct printer printer;
	struct outcome *outcome;
	struct machine *machine; /* for findings: NULL while there is one for inputs */
	struct oracle oracle;
	struct finding *finding;
	struct replay_input *inputs; /* NULL while there is a machine for findings */
	struct replay_output output;
	bool quiet;
	bool input; /* every file is one */
	volatile int *stop;
};

static void leave(struct replay *replay)
{
	if (replay->machine) {
		oracle_free(&replay->oracle);
		machine_free(replay->machine);
	}
	replay_input_free(replay->inputs);
	replay->machine = NULL;
	replay->inputs = NULL;
}

/* Make the machine that files of this kind run on, unless it is there. */
static bool enter(struct replay *replay, bool input)
{
	if (input ? !!replay->inputs : !!replay->machine)
		return true;
	leave(replay);
	if (input) {
		replay->inputs = replay_input_new();
		return replay->inputs;
	}
	replay->machine = machine_new();
	if (replay->machine && oracle_init(&replay->oracle))
		return true;
	machine_free(replay->machine);
	replay->machine = NULL;
	fprintf(stderr, "warpage replay: out of memory\n");
	return false;
}

static void replay_text(struct replay *replay, struct outcome *part, const char *path,
			const char *text, size_t length)
{
	bool input = replay->input || replay_is_text(text, length);
	char why[512];

	if (!input && (replay->output.bytes || replay->output.text))
		outcome_judge(part, OUTCOME_ERROR,
			      "%s: not the text of an input, and no --input: nothing to save",
			      path);
	else if (!enter(replay, input))
		return;
	else if (input)
		replay_input(replay->inputs, part, path, text, length, !replay->quiet,
			     &replay->printer.console, &replay->output);
	else if (finding_parse(replay->finding, text, length, path, why, sizeof(why)))
		again_replay(part, replay->finding, replay->machine, &replay->oracle, path,
			     !replay->quiet, &replay->printer.console, replay->stop);
	else
		outcome_judge(part, OUTCOME_ERROR, "%s", why);
}

/* An unreadable file outweighs a violation, and that outweighs none. */
static bool replay_one(struct replay *replay, const char *path)
{
	struct outcome *part = outcome_part(replay->outcome);
	size_t length;
	char why[512], *text;

	if (!part) {
		outcome_judge(replay->outcome, OUTCOME_ERROR, "out of memory");
		return false;
	}
	part->row = true;
	outcome_subject(part, "%s", path);
	put_text(part->parameters, "file", path);
	text = parser_read_file(path, "finding", &length, why, sizeof(why));
	if (text)
		replay_text(replay, part, path, text, length);
	else
		outcome_judge(part, OUTCOME_ERROR, "%s", why);
	free(text);
	if (outcome_status(part) == 2 && part->reason[0])
		show(stderr, "warpage replay: %s\n", part->reason);
	printer_part(&replay->printer, part);
	if (outcome_status(part) > outcome_status(replay->outcome))
		outcome_judge(replay->outcome, part->verdict, NULL);
	return true;
}

static int replay_all(struct replay *replay, char **paths, int n)
{
	replay->outcome = outcome_new("replay");
	replay->finding = calloc(1, sizeof(*replay->finding));
	if (!replay->outcome || !replay->finding) {
		fprintf(stderr, "warpage replay: out of memory\n");
		return STATUS_ERROR;
	}
	if (n == 1)
		outcome_subject(replay->outcome, "%s", paths[0]);
	else
		outcome_subject(replay->outcome, "%d files", n);
	outcome_judge(replay->outcome, OUTCOME_CLEAN, NULL);
	for (int i = 0; i < n; i++) {
		if (*replay->stop) {
			fprintf(stderr, "warpage replay: unfinished: %d of %d files\n", i, n);
			outcome_note(replay->outcome, "unfinished: %d of %d files", i, n);
			if (!outcome_status(replay->outcome))
				outcome_judge(replay->outcome, OUTCOME_UNFINISHED, NULL);
			break;
		}
		if (!replay_one(replay, paths[i]))
			break;
	}
	return printer_end(&replay->printer, replay->outcome);
}

int cmd_replay(int argc, char **argv)
{
	static const struct option options[] = {{"quiet", no_argument, NULL, 'q'},
						{"bytes", required_argument, NULL, 'b'},
						{"text", required_argument, NULL, 't'},
						{"input", no_argument, NULL, 'i'},
						{"help", no_argument, NULL, 'h'},
						PRINTER_OPTIONS,
						{0}};
	struct replay replay = {.stop = stop_catch()};
	int option, status;

	while ((option = common_option("replay", argc, argv, "h", options)) != -1) {
		if (option == 'h') {
			fputs(help, stdout);
			return STATUS_CLEAN;
		}
		if (option == 'q')
			replay.quiet = true;
		else if (option == 'b')
			replay.output.bytes = optarg;
		else if (option == 't')
			replay.output.text = optarg;
		else if (option == 'i')
			replay.input = true;
		else if (!printer_option(&replay.printer, option, optarg))
			return STATUS_ERROR;
	}
	if (optind == argc) {
		fprintf(stderr,
			"warpage replay: name at least one file; see `warpage replay --help`\n");
		return STATUS_ERROR;
	}
	if ((replay.output.bytes || replay.output.text) && argc - optind != 1) {
		fprintf(stderr,
			"warpage replay: --bytes and --text want exactly one FILE; see `warpage "
			"replay --help`\n");
		return STATUS_ERROR;
	}
	if (!printer_check(&replay.printer, "replay", build_source))
		return STATUS_ERROR;
	replay.output.force = replay.printer.force;
	status = replay_all(&replay, argv + optind, argc - optind);
	leave(&replay);
	free(replay.finding);
	outcome_free(replay.outcome);
	return status;
}
