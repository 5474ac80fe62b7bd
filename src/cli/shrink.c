/* warpage shrink: the smallest finding with the same violation. */
#include "finding/shrink.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/common.h"
#include "cli/stop.h"
#include "file/output.h"
#include "file/show.h"

static const char help[] =
	"usage: warpage shrink [options] FILE\n"
	"\n"
	"Makes a saved finding as small and plain as it can be while it replays to the same\n"
	"violation, for the same reason, and prints it in two columns.\n"
	"\n"
	"  -o, --output OUT  where the small one is saved (default: beside FILE, under a name "
	"that\n"
	"                    its contents decide)\n"
	"  --force           OUT is replaced even if it is no finding\n"
	"  --quiet           not the two columns\n"
	"  --help            this text\n"
	"\n"
	"Exit status: 0 if the finding is small now, 2 if it is unreadable, does not replay to "
	"its\n"
	"violation, can't be saved, or shrinking was stopped: what it had come to is saved then.\n"
	"\n"
	"example: warpage shrink findings/torn-hyperv-tsc-*.warp -o small.warp\n";

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

static void print_number(const char *name, unsigned int before, unsigned int after)
{
	if (before != after)
		printf(", %s %u -> %u", name, before, after);
}

/* Nothing is left that would help, or how far it came. */
static void print_end(bool whole, bool stopped)
{
	printf("%s\n", whole	 ? ""
		       : stopped ? ": UNFINISHED, it was stopped"
				 : ", and perhaps not the smallest: there was more to try");
}

static void print_gain(const struct extent *before, const struct extent *after, unsigned int helped)
{
	printf("%u step%s", helped, helped == 1 ? "" : "s");
	print_number("updates", before->updates, after->updates);
	print_number("accesses", before->accesses, after->accesses);
	print_number("choices", before->choices, after->choices);
	if (before->model != after->model)
		printf(", model %s -> %s", model_name(before->model), model_name(after->model));
}

/* Read the finding and see that it replays, under both poisons, to the violation it names. */
static bool load(struct finding *finding, const char *path, struct machine *machine,
		 struct oracle *oracle)
{
	char why[512];
	int result;

	if (!finding_load(finding, path, why, sizeof(why))) {
		show(stderr, "warpage shrink: %s\n", why);
		return false;
	}
	result = finding_replay_seen(finding, machine, oracle, why, sizeof(why));
	if (result == (int)finding->violation)
		return true;
	if (result < 0)
		show(stderr, "warpage shrink: %s: %s\n", path, why);
	else
		show(stderr,
		     "warpage shrink: %s: %s is recorded, but it replays to %s: there "
		     "is nothing to keep while shrinking\n",
		     path, violation_name(finding->violation),
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

static int shrink(const char *from, const char *to, bool force, bool quiet, struct finding *finding,
		  struct machine *machine, struct oracle *oracle)
{
	volatile int *stop = stop_catch();
	struct extent before, after;
	unsigned int helped;
	bool whole;
	char path[512];
	int error;

	if (!load(finding, from, machine, oracle))
		return STATUS_ERROR;
	before = extent_of(finding);
	helped = finding_shrink(finding, machine, oracle, stop, &whole);
	after = extent_of(finding);
	snprintf(path, sizeof(path), "%s", from);
	error = helped || to ? save(finding, from, to, force, path, sizeof(path)) : 0;
	show(stdout, "%s: %s, ", from, violation_name(finding->violation));
	if (helped)
		print_gain(&before, &after, helped);
	else
		printf(whole ? "as small as it can be" : "no step helped");
	print_end(whole, *stop);
	if (!quiet) {
		printf("\n");
		finding_print(stdout, finding, machine, oracle, error ? NULL : path);
		printf("\n");
	}
	if (error) {
		show(stderr, "warpage shrink: %s: the finding is not saved: %s\n", to ? to : from,
		     file_strerror(error));
		return STATUS_ERROR;
	}
	if (helped || to)
		show(stdout, "saved as %s\n", path);
	return *stop && !whole ? STATUS_ERROR : STATUS_CLEAN;
}

int cmd_shrink(int argc, char **argv)
{
	static const struct option options[] = {{"output", required_argument, NULL, 'o'},
						{"force", no_argument, NULL, 'f'},
						{"quiet", no_argument, NULL, 'q'},
						{"help", no_argument, NULL, 'h'},
						{0}};
	struct finding *finding;
	struct machine *machine;
	struct oracle oracle;
	const char *to = NULL;
	bool force = false, quiet = false;
	int option, status;

	while ((option = common_option("shrink", argc, argv, "o:h", options)) != -1) {
		if (option == 'h') {
			fputs(help, stdout);
			return STATUS_CLEAN;
		}
		if (option == 'o')
			to = optarg;
		else if (option == 'f')
			force = true;
		else if (option == 'q')
			quiet = true;
		else
			return STATUS_ERROR;
	}
	if (argc - optind != 1) {
		fprintf(stderr, "warpage shrink: name one file; see warpage shrink --help\n");
		return STATUS_ERROR;
	}
	finding = calloc(1, sizeof(*finding));
	machine = machine_new();
	if (!finding || !machine || !oracle_init(&oracle)) {
		fprintf(stderr, "warpage shrink: out of memory\n");
		return STATUS_ERROR;
	}
	status = shrink(argv[optind], to, force, quiet, finding, machine, &oracle);
	oracle_free(&oracle);
	machine_free(machine);
	free(finding);
	return status;
}
