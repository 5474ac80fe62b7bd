/* warpage shrink: the smallest finding with the same violation. */
#include "file/stop.h"
#include "finding/shrink.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "build/build.h"
#include "cli/commands.h"
#include "cli/common.h"
#include "file/output.h"
#include "file/show.h"
#include "outcome/printer.h"
#include "outcome/put.h"

static const char help[] =
	"usage: warpage shrink [options] FILE\n"
	"\n"
	"Makes a saved finding as small and plain as it can be while it replays to the same\n"
	"violation, for the same reason, and prints it in two columns.\n"
	"\n"
	"  -o, --output OUT where the small one is saved (default: beside FILE, under a name that\n"
	"                   its contents decide)\n"
	"  --quiet          not the two columns\n" PRINTER_HELP "  --help           this text\n"
	"\n"
	"Exit status: 0 if the finding is small now, 2 if it is unreadable, does not replay to "
	"its\n"
	"violation, can't be saved, or shrinking was stopped: what it had come to is saved then.\n"
	"\n"
	"example: warpage shrink findings/torn-hyperv-tsc-*.warp -o small.warp\n";

struct shrink {
	const char *from, *to; /* to: NULL: beside it */
	bool quiet;
	volatile int *stop;
	struct printer printer;
	struct outcome *outcome;
	struct finding *finding;
	struct machine *machine;
	struct oracle oracle;
};

/* What is told of a finding before and after. */
struct extent {
	unsigned int updates, accesses, choices;
	enum model model;
};

static struct extent extent_of(const struct finding *finding)
{
	struct extent extent = {.updates = finding->schedule.nupdates,
				.choices = finding->nchoices,
				.model = finding->model};

	for (unsigned int r = 0; r < finding->nreads; r++)
		extent.accesses += finding->reads[r].naccesses;
	return extent;
}

static void add_number(FILE *out, const char *name, unsigned int before, unsigned int after)
{
	if (before != after)
		fprintf(out, ", %s %u -> %u", name, before, after);
}

/* What helped, and whether nothing is left that would, or how far it came. */
static void describe(FILE *out, const struct extent *before, const struct extent *after,
		     unsigned int helped, bool whole, bool stopped)
{
	if (helped)
		fprintf(out, "%u step%s", helped, helped == 1 ? "" : "s");
	else
		fprintf(out, whole ? "as small as it can be" : "no step helped");
	add_number(out, "updates", before->updates, after->updates);
	add_number(out, "accesses", before->accesses, after->accesses);
	add_number(out, "choices", before->choices, after->choices);
	if (before->model != after->model)
		fprintf(out, ", model %s -> %s", model_name(before->model),
			model_name(after->model));
	if (!whole)
		fprintf(out, stopped ? ": UNFINISHED, it was stopped"
				     : ", and perhaps not the smallest: there was more to try");
}

static void put_extent(json_t *counts, const char *when, const struct extent *extent)
{
	json_t *object = json_object();

	put_number(object, "updates", extent->updates);
	put_number(object, "accesses", extent->accesses);
	put_number(object, "choices", extent->choices);
	put_text(object, "model", model_name(extent->model));
	json_object_set_new(counts, when, object);
}

/* Read the finding and see that it replays, under both poisons, to the violation it names. */
static bool load(struct shrink *shrink)
{
	struct finding *finding = shrink->finding;
	char why[512];
	int result;

	if (!finding_load(finding, shrink->from, why, sizeof(why))) {
		outcome_judge(shrink->outcome, OUTCOME_ERROR, "%s", why);
		return false;
	}
	result = finding_replay_seen(finding, shrink->machine, &shrink->oracle, why, sizeof(why));
	if (result == (int)finding->violation)
		return true;
	if (result < 0)
		outcome_judge(shrink->outcome, OUTCOME_ERROR, "%s: %s", shrink->from, why);
	else
		outcome_judge(shrink->outcome, OUTCOME_ERROR,
			      "%s: %s is recorded, but it replays to %s: there is nothing to keep "
			      "while shrinking",
			      shrink->from, violation_name(finding->violation),
			      violation_name((enum violation)result));
	return false;
}

static int save(const struct finding *finding, const char *from, const char *to, bool force,
		char *path, size_t size)
{
	const char *slash = strrchr(from, '/');
	char folder[512];

	if (to) {
		snprintf(path, size, "%s", to);
		return finding_save_as(finding, to, force);
	}
	if (!slash)
		return finding_save(finding, ".", path, size);
	if ((size_t)(slash - from) >= sizeof(folder))
		return ENAMETOOLONG;
	snprintf(folder, sizeof(folder), "%.*s", slash == from ? 1 : (int)(slash - from), from);
	return finding_save(finding, folder, path, size);
}

static void tell(struct shrink *shrink, const struct extent *before, unsigned int helped,
		 bool whole)
{
	struct outcome *outcome = shrink->outcome;
	const struct finding *finding = shrink->finding;
	struct extent after = extent_of(finding);
	struct said words = {0};

	describe(said_more(&words), before, &after, helped, whole, *shrink->stop);
	snprintf(outcome->words, sizeof(outcome->words), "%s, %s",
		 violation_name(finding->violation), said_text(&words));
	said_free(&words);
	put_number(outcome->counts, "steps", helped);
	put_bool(outcome->counts, "smallest", whole);
	put_extent(outcome->counts, "before", before);
	put_extent(outcome->counts, "after", &after);
}

static void shrink(struct shrink *shrink)
{
	struct outcome *outcome = shrink->outcome;
	struct finding *finding = shrink->finding;
	const char *to = shrink->to;
	struct extent before;
	unsigned int helped;
	bool whole;
	char path[512];
	int error = 0;

	if (!load(shrink))
		return;
	outcome_subject(outcome, "%s: %s", shrink->from, violation_name(finding->violation));
	printer_begin(&shrink->printer, outcome, 0);
	before = extent_of(finding);
	helped = finding_shrink(finding, shrink->machine, &shrink->oracle, shrink->stop, &whole);
	snprintf(path, sizeof(path), "%s", shrink->from);
	if (helped || to)
		error = save(finding, shrink->from, to, shrink->printer.force, path, sizeof(path));
	tell(shrink, &before, helped, whole);
	if (!shrink->quiet) {
		finding_print(said_more(&outcome->text), finding, shrink->machine, &shrink->oracle,
			      error ? NULL : path, &shrink->printer.console);
		fprintf(said_more(&outcome->text), "\n");
	}
	if (error) {
		outcome_judge(outcome, OUTCOME_ERROR, "%s: the finding is not saved: %s",
			      to ? to : shrink->from, file_strerror(error));
		return;
	}
	if (helped || to) {
		put_text(outcome->counts, "saved", path);
		outcome_say(outcome, "saved", "%s", path);
	}
	if (*shrink->stop && !whole)
		outcome_judge(outcome, OUTCOME_UNFINISHED, "it was stopped");
	else
		outcome_judge(outcome, OUTCOME_DONE, NULL);
}

/* 0: go on; -1: help was printed; else the exit status. */
static int parse(int argc, char **argv, struct shrink *shrink)
{
	static const struct option options[] = {{"output", required_argument, NULL, 'o'},
						{"quiet", no_argument, NULL, 'q'},
						{"help", no_argument, NULL, 'h'},
						PRINTER_OPTIONS,
						{0}};
	int option;

	while ((option = common_option("shrink", argc, argv, "o:h", options)) != -1) {
		if (option == 'h') {
			fputs(help, stdout);
			return -1;
		}
		if (option == 'o')
			shrink->to = optarg;
		else if (option == 'q')
			shrink->quiet = true;
		else if (!printer_option(&shrink->printer, option, optarg))
			return STATUS_ERROR;
	}
	if (argc - optind != 1) {
		fprintf(stderr, "warpage shrink: name one file; see `warpage shrink --help`\n");
		return STATUS_ERROR;
	}
	shrink->from = argv[optind];
	return printer_check(&shrink->printer, "shrink", build_source) ? 0 : STATUS_ERROR;
}

int cmd_shrink(int argc, char **argv)
{
	struct shrink shrink_ = {.stop = stop_catch()};
	int status = parse(argc, argv, &shrink_);

	if (status)
		return status < 0 ? STATUS_CLEAN : status;
	shrink_.finding = calloc(1, sizeof(*shrink_.finding));
	shrink_.machine = machine_new();
	shrink_.outcome = outcome_new("shrink");
	if (!shrink_.finding || !shrink_.machine || !shrink_.outcome ||
	    !oracle_init(&shrink_.oracle)) {
		fprintf(stderr, "warpage shrink: out of memory\n");
		return STATUS_ERROR;
	}
	outcome_subject(shrink_.outcome, "%s", shrink_.from);
	put_text(shrink_.outcome->parameters, "file", shrink_.from);
	shrink(&shrink_);
	status = printer_end(&shrink_.printer, shrink_.outcome);
	oracle_free(&shrink_.oracle);
	machine_free(shrink_.machine);
	outcome_free(shrink_.outcome);
	free(shrink_.finding);
	return status;
}
