/*
 * How many executions each strategy of `warpage search` needs until the first violation, for every
 * pair that the reviewed matrix calls wrong, and each fuzzer if asked: a table of the median and the
 * worst of 20 seeds. That of the strategies is the same on every machine, as all randomness comes
 * from the seeds.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/fuzzers.h"
#include "choice/strategy.h"
#include "protocols/registry.h"
#include "verify/verify.h"

#define SEEDS_MAX 1000
#define COLUMNS_MAX 16
#define NEVER UINT64_MAX

/* What searches: a strategy, or a fuzzer. */
struct column {
	const char *name;
	const struct strategy *strategy; /* NULL for a fuzzer */
	double logs;			 /* sum of the logarithms of the medians */
	unsigned int best, lost;
	double slowest; /* largest median, in seconds, and the pair */
	char slowest_at[REGISTRY_PAIR];
};

struct bench {
	struct machine *machine;
	struct oracle oracle;
	struct verify_options options;
	struct column columns[COLUMNS_MAX];
	unsigned int ncolumns, nstrategies, pairs, seeds, seconds;
	bool one_model; /* that of the options; else the first of any_model that shows something */
	double widest;	/* ratio between the medians of two single strategies */
	char widest_at[REGISTRY_PAIR + 160];
	double behind; /* the same, of the portfolio to the best single one */
	char behind_at[REGISTRY_PAIR + 160];
};

static const enum model any_model[] = {MODEL_X86, MODEL_X86_MANUAL, MODEL_WEAK, MODEL_SC};

static int compare(const void *a, const void *b)
{
	const u64 *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static int compare_seconds(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static bool run_strategy(struct bench *bench, const struct strategy *strategy, u64 *first)
{
	struct verdict verdict;

	bench->options.strategy = strategy;
	search(bench->machine, &bench->oracle, &bench->options, &verdict);
	*first = verdict.first_at ? verdict.first_at : NEVER;
	verdict_free(&verdict);
	if (verdict.error[0])
		fprintf(stderr, "bench_search: %s\n", verdict.error);
	return !verdict.error[0];
}

/* Executions to the first violation, sorted. */
static bool run_seeds(struct bench *bench, struct column *column, u64 *firsts, const char *pair)
{
	double seconds[SEEDS_MAX] = {0};

	for (unsigned int i = 0; i < bench->seeds; i++) {
		bench->options.seed = i + 1;
		if (column->strategy ? !run_strategy(bench, column->strategy, &firsts[i])
				     : !fuzzer_first(column->name, &bench->options, i + 1,
						     bench->seconds, &firsts[i], &seconds[i]))
			return false;
		column->lost += firsts[i] == NEVER;
	}
	qsort(firsts, bench->seeds, sizeof(*firsts), compare);
	qsort(seconds, bench->seeds, sizeof(*seconds), compare_seconds);
	if (seconds[bench->seeds / 2] > column->slowest) {
		column->slowest = seconds[bench->seeds / 2];
		snprintf(column->slowest_at, sizeof(column->slowest_at), "%s", pair);
	}
	return true;
}

static void print_cell(const struct bench *bench, const u64 *firsts)
{
	u64 median = firsts[bench->seeds / 2];
	unsigned int found = 0;
	char text[64];

	while (found < bench->seeds && firsts[found] != NEVER)
		found++;
	if (!found)
		snprintf(text, sizeof(text), "-");
	else if (found == bench->seeds)
		snprintf(text, sizeof(text), "%" PRIu64 " / %" PRIu64, median, firsts[found - 1]);
	else if (median == NEVER)
		snprintf(text, sizeof(text), "- (%u)", found);
	else
		snprintf(text, sizeof(text), "%" PRIu64 " (%u)", median, found);
	printf(" %14s", text);
	fflush(stdout);
}

/* Which strategy is the best one, and by how much: fuzzers do not take part. */
static void weigh(struct bench *bench, const u64 *medians, const char *pair)
{
	unsigned int all = bench->nstrategies - 1, best = 0, worst = 0;
	struct column *columns = bench->columns;

	for (unsigned int i = 0; i < bench->ncolumns; i++)
		columns[i].logs += log((double)medians[i]);
	for (unsigned int i = 0; i < all; i++) {
		if (medians[i] < medians[best])
			best = i;
		if (medians[i] > medians[worst])
			worst = i;
	}
	columns[best].best++;
	bench->pairs++;
	if ((double)medians[worst] / (double)medians[best] > bench->widest) {
		bench->widest = (double)medians[worst] / (double)medians[best];
		snprintf(bench->widest_at, sizeof(bench->widest_at), "%s, %s to %s", pair,
			 columns[worst].name, columns[best].name);
	}
	if ((double)medians[all] / (double)medians[best] > bench->behind) {
		bench->behind = (double)medians[all] / (double)medians[best];
		snprintf(bench->behind_at, sizeof(bench->behind_at), "%s, to %s", pair,
			 columns[best].name);
	}
}

static bool run_pair(struct bench *bench)
{
	const struct verify_options *options = &bench->options;
	u64 firsts[SEEDS_MAX], medians[COLUMNS_MAX];
	char pair[REGISTRY_PAIR], host[REGISTRY_NAME], guest[REGISTRY_NAME];

	snprintf(pair, sizeof(pair), "%s x %s",
		 registry_spell(options->host->name, host, sizeof(host)),
		 registry_spell(options->guest->name, guest, sizeof(guest)));
	printf("%-35s %-10s", pair, model_name(options->model));
	for (unsigned int i = 0; i < bench->ncolumns; i++) {
		if (!run_seeds(bench, &bench->columns[i], firsts, pair))
			return false;
		medians[i] = firsts[bench->seeds / 2];
		print_cell(bench, firsts);
	}
	printf("\n");
	weigh(bench, medians, pair);
	return true;
}

/* Choose the model for a row of the matrix; false if the pair is right in it. */
static bool choose_model(struct bench *bench, char verdicts[MODELS][128])
{
	if (bench->one_model)
		return strcmp(verdicts[bench->options.model], "clean") != 0;
	for (unsigned int i = 0; i < MODELS; i++) {
		bench->options.model = any_model[i];
		if (strcmp(verdicts[any_model[i]], "clean"))
			return true;
	}
	return false;
}

/* Every row of the matrix that is not clean. */
static bool run_matrix(struct bench *bench, FILE *matrix)
{
	char line[1024], names[3][REGISTRY_NAME], verdicts[MODELS][128];

	while (fgets(line, sizeof(line), matrix)) {
		struct verify_options *options = &bench->options;

		if (line[0] == '#' ||
		    sscanf(line, "%63s %63s %63s %127s %127s %127s %127s", names[0], names[1],
			   names[2], verdicts[0], verdicts[1], verdicts[2], verdicts[3]) != 7 ||
		    !choose_model(bench, verdicts))
			continue;
		options->format = registry_find_format(names[0]);
		if (!options->format)
			continue;
		options->host = registry_find_host(ENGINE_MACHINE, options->format, names[1]);
		options->guest = registry_find_guest(ENGINE_MACHINE, options->format, names[2]);
		if (options->host && options->guest && !run_pair(bench))
			return false;
	}
	return true;
}

static void print_head(const struct bench *bench)
{
	const struct verify_options *options = &bench->options;

	printf("executions to the first violation: median / worst of %u seeds, or median (found)\n"
	       "updates %u, depth %u, at most %" PRIu64 " executions",
	       bench->seeds, options->updates, options->depth, options->executions);
	if (bench->ncolumns > bench->nstrategies)
		printf(", fuzzers: %u seconds", bench->seconds);
	printf("\n\n%-35s %-10s", "", "model");
	for (unsigned int i = 0; i < bench->ncolumns; i++)
		printf(" %14s", bench->columns[i].name);
	printf("\n");
}

static void print_foot(const struct bench *bench)
{
	const struct column *columns = bench->columns;

	printf("\n%-46s", "geometric mean of the medians");
	for (unsigned int i = 0; i < bench->ncolumns; i++)
		printf(" %14.1f", exp(columns[i].logs / bench->pairs));
	printf("\n%-46s", "pairs at which it is the best strategy");
	for (unsigned int i = 0; i + 1 < bench->nstrategies; i++)
		printf(" %14u", columns[i].best);
	printf("\n%-46s", "searches that found nothing");
	for (unsigned int i = 0; i < bench->ncolumns; i++)
		printf(" %14u", columns[i].lost);
	printf("\n\n%u pairs; largest ratio between the medians of two strategies: %.1f (%s); of "
	       "all to "
	       "the best one: %.1f (%s)\n",
	       bench->pairs, bench->widest, bench->widest_at, bench->behind, bench->behind_at);
	for (unsigned int i = bench->nstrategies; i < bench->ncolumns; i++)
		printf("%s, seconds to the violation, start and end included: median at most %.2f "
		       "(%s)\n",
		       columns[i].name, columns[i].slowest, columns[i].slowest_at);
}

static const char help[] =
	"usage: bench_search [--model M] [--executions N] [--depth N] [--seeds N] [--fuzzers\n"
	"       [--seconds S]] [MATRIX]\n"
	"\n"
	"Executions to the first violation for each wrong pair of MATRIX (tests/matrix.expected),\n"
	"as a table; with --fuzzers also those of libFuzzer and AFL++, from an empty corpus, S\n"
	"seconds at most for each seed (the builds of both presets have to be there). Defaults: "
	"model\n"
	"x86, and another for pairs that are right in x86; --executions 100000 for one search,\n"
	"--seeds 20 (of at most 1000), --seconds 60.\n";

static void add_column(struct bench *bench, const char *name, const struct strategy *strategy)
{
	bench->columns[bench->ncolumns++] = (struct column){.name = name, .strategy = strategy};
}

static bool take_options(struct bench *bench, int argc, char **argv)
{
	static const struct option known[] = {{"model", required_argument, NULL, 'm'},
					      {"executions", required_argument, NULL, 'e'},
					      {"depth", required_argument, NULL, 'd'},
					      {"seeds", required_argument, NULL, 's'},
					      {"fuzzers", no_argument, NULL, 'f'},
					      {"seconds", required_argument, NULL, 't'},
					      {0}};
	bool with_fuzzers = false;
	int option, model;

	for (; strategy_get(bench->nstrategies); bench->nstrategies++)
		add_column(bench, strategy_get(bench->nstrategies)->name,
			   strategy_get(bench->nstrategies));

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		model = option == 'm' ? model_parse(optarg) : MODEL_X86;
		if (option == 'm') {
			bench->options.model = (enum model)model;
			bench->one_model = true;
		} else if (option == 'f')
			with_fuzzers = true;
		else if (option == 't')
			bench->seconds = (unsigned int)strtoul(optarg, NULL, 10);
		else if (option == 'e')
			bench->options.executions = strtoull(optarg, NULL, 10);
		else if (option == 'd')
			bench->options.depth = (unsigned int)strtoul(optarg, NULL, 10);
		else if (option == 's')
			bench->seeds = (unsigned int)strtoul(optarg, NULL, 10);
		if (option == '?' || !bench->seeds || !bench->seconds || bench->seeds > SEEDS_MAX ||
		    model < 0 || !bench->options.executions || !bench->options.depth ||
		    bench->options.depth > CHANGES_MAX) {
			fputs(help, stderr);
			return false;
		}
	}
	for (unsigned int i = 0; with_fuzzers && fuzzers[i]; i++)
		add_column(bench, fuzzers[i], NULL);
	return true;
}

int main(int argc, char **argv)
{
	struct bench bench = {.machine = machine_new(),
			      .seeds = 20,
			      .seconds = 60,
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
	print_head(&bench);
	good = run_matrix(&bench, matrix);
	if (good)
		print_foot(&bench);
	fclose(matrix);
	oracle_free(&bench.oracle);
	machine_free(bench.machine);
	return good && bench.pairs ? 0 : 2;
}
