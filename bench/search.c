/*
 * How many executions each strategy of `warpage search` needs until the first violation, for every
 * pair that the reviewed matrix calls wrong: a table of the median and the worst of 20 seeds. It is
 * the same on every machine, as all randomness comes from the seeds.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "choice/strategy.h"
#include "protocols/registry.h"
#include "verify/verify.h"

#define SEEDS_MAX 1000
#define STRATEGIES_MAX 16

struct bench {
	struct machine *machine;
	struct oracle oracle;
	struct verify_options options;
	unsigned int nstrategies, pairs, seeds;
	double logs[STRATEGIES_MAX]; /* sum of the logarithms of the medians */
	unsigned int best[STRATEGIES_MAX], lost[STRATEGIES_MAX];
	double widest; /* ratio between the medians of two single strategies */
	char widest_at[320];
	double behind; /* the same, of the portfolio to the best single one */
	char behind_at[320];
};

static int compare(const void *a, const void *b)
{
	const u64 *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* Executions to the first violation, sorted; those that found none count as one more than all. */
static bool run_seeds(struct bench *bench, u64 *firsts, unsigned int *found)
{
	struct verdict verdict;

	*found = 0;
	for (unsigned int i = 0; i < bench->seeds; i++) {
		bench->options.seed = i + 1;
		search(bench->machine, &bench->oracle, &bench->options, &verdict);
		firsts[i] = verdict.first_at ? verdict.first_at : bench->options.executions + 1;
		*found += verdict.first_at != 0;
		verdict_free(&verdict);
		if (verdict.error[0]) {
			fprintf(stderr, "bench_search: %s\n", verdict.error);
			return false;
		}
	}
	qsort(firsts, bench->seeds, sizeof(*firsts), compare);
	return true;
}

static void print_cell(const struct bench *bench, const u64 *firsts, unsigned int found)
{
	u64 median = firsts[bench->seeds / 2];
	char text[64];

	if (!found)
		snprintf(text, sizeof(text), "-");
	else if (found == bench->seeds)
		snprintf(text, sizeof(text), "%" PRIu64 " / %" PRIu64, median,
			 firsts[bench->seeds - 1]);
	else if (median > bench->options.executions)
		snprintf(text, sizeof(text), "- (%u)", found);
	else
		snprintf(text, sizeof(text), "%" PRIu64 " (%u)", median, found);
	printf(" %14s", text);
}

static void weigh(struct bench *bench, const u64 *medians, const char *pair)
{
	unsigned int all = bench->nstrategies - 1, best = 0, worst = 0;

	for (unsigned int i = 0; i < bench->nstrategies; i++) {
		bench->logs[i] += log((double)medians[i]);
		if (i < all && medians[i] < medians[best])
			best = i;
		if (i < all && medians[i] > medians[worst])
			worst = i;
	}
	bench->best[best]++;
	bench->pairs++;
	if ((double)medians[worst] / (double)medians[best] > bench->widest) {
		bench->widest = (double)medians[worst] / (double)medians[best];
		snprintf(bench->widest_at, sizeof(bench->widest_at), "%s, %s to %s", pair,
			 strategy_get(worst)->name, strategy_get(best)->name);
	}
	if ((double)medians[all] / (double)medians[best] > bench->behind) {
		bench->behind = (double)medians[all] / (double)medians[best];
		snprintf(bench->behind_at, sizeof(bench->behind_at), "%s, to %s", pair,
			 strategy_get(best)->name);
	}
}

static bool run_pair(struct bench *bench, const char *host, const char *guest)
{
	u64 firsts[SEEDS_MAX], medians[STRATEGIES_MAX];
	char pair[160];

	snprintf(pair, sizeof(pair), "%s x %s", host, guest);
	printf("%-35s", pair);
	for (unsigned int i = 0; i < bench->nstrategies; i++) {
		unsigned int found;

		bench->options.strategy = strategy_get(i);
		if (!run_seeds(bench, firsts, &found))
			return false;
		medians[i] = firsts[bench->seeds / 2];
		bench->lost[i] += bench->seeds - found;
		print_cell(bench, firsts, found);
		fflush(stdout);
	}
	printf("\n");
	weigh(bench, medians, pair);
	return true;
}

/* Every row of the matrix that is not clean in the model at hand. */
static bool run_matrix(struct bench *bench, FILE *matrix)
{
	char line[1024], names[3][64], verdicts[MODELS][128];

	while (fgets(line, sizeof(line), matrix)) {
		struct verify_options *options = &bench->options;

		if (sscanf(line, "%63s %63s %63s %127s %127s %127s %127s", names[0], names[1],
			   names[2], verdicts[0], verdicts[1], verdicts[2], verdicts[3]) != 7 ||
		    line[0] == '#' || !strcmp(verdicts[options->model], "clean"))
			continue;
		options->format = registry_find_format(names[0]);
		if (!options->format)
			continue;
		options->host = registry_find_host(ENGINE_MACHINE, options->format, names[1]);
		options->guest = registry_find_guest(ENGINE_MACHINE, options->format, names[2]);
		if (options->host && options->guest && !run_pair(bench, names[1], names[2]))
			return false;
	}
	return true;
}

static void print_head(const struct bench *bench)
{
	const struct verify_options *options = &bench->options;

	printf("executions to the first violation: median / worst of %u seeds, or median (found)\n"
	       "model %s, updates %u, depth %u, at most %" PRIu64 " executions\n\n%-35s",
	       bench->seeds, model_name(options->model), options->updates, options->depth,
	       options->executions, "");
	for (unsigned int i = 0; i < bench->nstrategies; i++)
		printf(" %14s", strategy_get(i)->name);
	printf("\n");
}

static void print_foot(const struct bench *bench)
{
	printf("\n%-35s", "geometric mean of the medians");
	for (unsigned int i = 0; i < bench->nstrategies; i++)
		printf(" %14.1f", exp(bench->logs[i] / bench->pairs));
	printf("\n%-35s", "pairs at which it is the best one");
	for (unsigned int i = 0; i + 1 < bench->nstrategies; i++)
		printf(" %14u", bench->best[i]);
	printf("\n%-35s", "searches that found nothing");
	for (unsigned int i = 0; i < bench->nstrategies; i++)
		printf(" %14u", bench->lost[i]);
	printf("\n\n%u pairs; largest ratio between two medians: %.1f (%s); of all to the best "
	       "one: "
	       "%.1f (%s)\n",
	       bench->pairs, bench->widest, bench->widest_at, bench->behind, bench->behind_at);
}

static const char help[] =
	"usage: bench_search [--model M] [--executions N] [--depth N] [--seeds N] [MATRIX]\n"
	"\n"
	"Executions to the first violation for each wrong pair of MATRIX (tests/matrix.expected),\n"
	"as a table. Defaults: --model x86, --executions 100000 for one search, --seeds 20 (of at\n"
	"most 1000).\n";

static bool take_options(struct bench *bench, int argc, char **argv)
{
	static const struct option known[] = {{"model", required_argument, NULL, 'm'},
					      {"executions", required_argument, NULL, 'e'},
					      {"depth", required_argument, NULL, 'd'},
					      {"seeds", required_argument, NULL, 's'},
					      {0}};
	int option, model;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		model = option == 'm' ? model_parse(optarg) : MODEL_X86;
		if (option == 'm')
			bench->options.model = (enum model)model;
		else if (option == 'e')
			bench->options.executions = strtoull(optarg, NULL, 10);
		else if (option == 'd')
			bench->options.depth = (unsigned int)strtoul(optarg, NULL, 10);
		else if (option == 's')
			bench->seeds = (unsigned int)strtoul(optarg, NULL, 10);
		if (option == '?' || !bench->seeds || bench->seeds > SEEDS_MAX || model < 0 ||
		    !bench->options.executions || !bench->options.depth ||
		    bench->options.depth > CHANGES_MAX) {
			fputs(help, stderr);
			return false;
		}
	}
	return true;
}

int main(int argc, char **argv)
{
	struct bench bench = {.machine = machine_new(),
			      .seeds = 20,
			      .options = {.model = MODEL_X86,
					  .word = 64,
					  .retries = 3,
					  .updates = 8,
					  .depth = SEARCH_DEPTH,
					  .executions = 100000,
					  .first_only = true}};
	const char *path;
	FILE *matrix;
	bool good;

	if (!bench.machine || !oracle_init(&bench.oracle) || !take_options(&bench, argc, argv))
		return 2;
	path = optind < argc ? argv[optind] : "tests/matrix.expected";
	matrix = fopen(path, "r");
	if (!matrix) {
		fprintf(stderr, "bench_search: %s: %s: run it in the source folder\n", path,
			strerror(errno));
		return 2;
	}
	while (bench.nstrategies < STRATEGIES_MAX && strategy_get(bench.nstrategies))
		bench.nstrategies++;
	print_head(&bench);
	good = run_matrix(&bench, matrix);
	if (good)
		print_foot(&bench);
	fclose(matrix);
	oracle_free(&bench.oracle);
	machine_free(bench.machine);
	return good && bench.pairs ? 0 : 2;
}
