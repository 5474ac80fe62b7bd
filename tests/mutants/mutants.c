/*
 * mutants PAIRS REASONS: protocols with known verdicts, judged by the machine. PAIRS says of each
 * pair and model what public checkers say: does some read of two updates mix them? The machine must
 * say the same, but for the rows of REASONS: there it must differ, and does it no longer, that fails
 * as well. So does a run that compares nothing, or in which a model shows but one of the verdicts.
 */
#define _GNU_SOURCE
#include "mutants_table.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "protocols/registry.h"
#include "verify/verify.h"

#define JOBS_MAX 64
#define ERROR_SIZE 256
#define EXECUTIONS_MAX 3000000 /* of one verdict, half a second: what takes more is told */

static const enum model models[MUTANT_MODELS] = {MODEL_SC, MODEL_X86, MODEL_WEAK};

struct found {
	enum mutant_verdict verdict;
	bool limited;		/* clean, as far as it was explored */
	char error[ERROR_SIZE]; /* as of struct verdict */
};

/* What the jobs share: which verdict is next, and what was found. */
struct board {
	size_t next;
	struct found found[][MUTANT_MODELS];
};

struct comparison {
	const struct mutant_pair *pairs;
	size_t npairs;
	struct mutant_reason *reasons;
	size_t nreasons;
	struct board *board;
	unsigned int retries;
	u64 executions; /* of one verdict at most, 0 for all */
};

/* Clocks of which every byte of every parameter differs: a mix of any two is told by any byte of it. */
static struct schedule two_updates(void)
{
	struct schedule schedule = {.sequence = 2,
				    .tsc = 10000,
				    .value = 0x0123456789abcdef,
				    .rate = 0x9ac5e731,
				    .tail = 50,
				    .nupdates = 2};

	for (unsigned int i = 0; i < schedule.nupdates; i++)
		schedule.updates[i] = (struct update){.kind = UPDATE_STEP_FORWARD,
						      .rate = i ? 0x66a23f1a : 0x5c5b6c7f,
						      .step = 0x110b8f507204e52d,
						      .hold = 100,
						      .gap = 1,
						      .dies_after = -1};
	return schedule;
}

/* The byte of the page that two generations share, though a parameter has it; -1 if there is none. */
static int shared_byte(const struct format *format, const struct log *log)
{
	for (unsigned int f = 0; f < format->nfields; f++) {
		const struct field *field = &format->fields[f];

		if (field->role != FIELD_PARAM)
			continue;
		for (int byte = field->offset; byte < field->offset + field->size; byte++)
			for (unsigned int k = 1; k < log->ngenerations; k++)
				for (unsigned int other = 0; other < k; other++)
					if (log_published(log, k, (u16)byte, 1) ==
					    log_published(log, other, (u16)byte, 1))
						return byte;
	}
	return -1;
}

static enum mutant_verdict judge(struct machine *machine, struct oracle *oracle,
				 const struct verify_options *options, bool *limited, char *error)
{
	const struct schedule schedule = two_updates();
	enum mutant_verdict result = MUTANT_CLEAN;
	struct verdict verdict;

	verify_schedule(machine, oracle, options, &schedule, &verdict);
	if (verdict.counts[VIOLATION_TORN]) {
		result = MUTANT_TORN;
	} else if (verdict.error[0]) {
		snprintf(error, ERROR_SIZE, "%s", verdict.error);
		result = MUTANT_ERROR;
	} else if (shared_byte(options->format, machine_log(machine)) >= 0) {
		snprintf(error, ERROR_SIZE, "byte %d of the page is not told apart",
			 shared_byte(options->format, machine_log(machine)));
		result = MUTANT_ERROR;
	} else if (!verdict.accepted || !verdict.overlapped) {
		snprintf(error, ERROR_SIZE, "nothing tested");
		result = MUTANT_ERROR;
	}
	*limited = result == MUTANT_CLEAN && !verdict.complete;
	verdict_free(&verdict);
	return result;
}

static void judge_pair(struct comparison *comparison, size_t i, int model, struct machine *machine,
		       struct oracle *oracle)
{
	const struct mutant_pair *pair = &comparison->pairs[i];
	struct found *found = &comparison->board->found[i][model];
	const struct format *format = registry_find_format("hyperv-tsc");
	struct verify_options options = {
		.format = format,
		.host = registry_find_host(ENGINE_MACHINE, format, pair->host),
		.guest = registry_find_guest(ENGINE_MACHINE, format, pair->guest),
		.model = models[model],
		.word = 64,
		.updates = 2,
		.retries = comparison->retries,
		.quick = true,
		.wanted = 1u << VIOLATION_TORN,
		.limit = comparison->executions,
	};

	found->verdict = MUTANT_ERROR;
	if (options.host && options.guest)
		found->verdict = judge(machine, oracle, &options, &found->limited, found->error);
	else
		snprintf(found->error, sizeof(found->error), "no such host or guest");
}

/* Verdicts are taken one by one, as some cost a thousand times as much as others. */
static void work(struct comparison *comparison)
{
	struct machine *machine = machine_new();
	struct oracle oracle;

	if (!machine || !oracle_init(&oracle))
		_exit(2);
	for (;;) {
		size_t n = __atomic_fetch_add(&comparison->board->next, 1, __ATOMIC_RELAXED);
		size_t i = n / MUTANT_MODELS;
		int model = (int)(n % MUTANT_MODELS);

		if (i >= comparison->npairs)
			break;
		if (comparison->pairs[i].expected[model] != MUTANT_NOT_ASKED)
			judge_pair(comparison, i, model, machine, &oracle);
	}
	oracle_free(&oracle);
	machine_free(machine);
	_exit(0);
}

static int judge_all(struct comparison *comparison, int jobs)
{
	int failed = 0, status;

	for (int job = 0; job < jobs; job++) {
		pid_t pid = fork();

		if (!pid)
			work(comparison);
		failed |= pid < 0;
	}
	while (wait(&status) > 0)
		failed |= status;
	if (failed)
		fprintf(stderr, "mutants: a job ended early\n");
	return failed;
}

/* The reviewed row that says so, taken off the list; or NULL. */
static const struct mutant_reason *take_reason(struct comparison *comparison,
					       const struct mutant_pair *pair, int model,
					       enum mutant_verdict ours)
{
	for (size_t i = 0; i < comparison->nreasons; i++) {
		struct mutant_reason *reason = &comparison->reasons[i];

		if (reason->model != model || reason->ours != ours ||
		    strcmp(reason->host, pair->host) || strcmp(reason->guest, pair->guest))
			continue;
		reason->model = -1;
		return reason;
	}
	return NULL;
}

/* Compare one model's verdicts; returns the failures. */
static unsigned int compare(struct comparison *comparison, int model)
{
	unsigned int counts[MUTANT_ERROR + 1] = {0}, reasoned = 0, failed = 0, limited = 0;

	for (size_t i = 0; i < comparison->npairs; i++) {
		const struct mutant_pair *pair = &comparison->pairs[i];
		enum mutant_verdict expected = pair->expected[model];
		const struct found *found = &comparison->board->found[i][model];
		enum mutant_verdict ours = found->verdict;

		if (expected == MUTANT_NOT_ASKED)
			continue;
		counts[ours]++;
		limited += found->limited;
		if (ours == expected)
			continue;
		if (take_reason(comparison, pair, model, ours)) {
			reasoned++;
			continue;
		}
		failed++;
		printf("%s x %s, %s: %s, not %s %s\n", pair->host, pair->guest,
		       mutant_models[model], mutant_verdict_name(ours),
		       mutant_verdict_name(expected), found->error);
	}
	printf("%-4s %u compared: %u torn, %u clean", mutant_models[model],
	       counts[MUTANT_TORN] + counts[MUTANT_CLEAN], counts[MUTANT_TORN],
	       counts[MUTANT_CLEAN]);
	if (limited)
		printf(" (%u of them in the first %" PRIu64 " executions)", limited,
		       comparison->executions);
	printf("; %u differ for a reason, %u without one\n", reasoned, failed);
	if (!counts[MUTANT_TORN] || !counts[MUTANT_CLEAN]) {
		printf("%s: one verdict alone, or none, tests nothing\n", mutant_models[model]);
		failed++;
	}
	return failed;
}

int main(int argc, char **argv)
{
	struct comparison comparison = {.retries = 3, .executions = EXECUTIONS_MAX};
	struct mutant_pair *pairs;
	unsigned int failed = 0;
	int option, jobs = 2;
	size_t size;

	while ((option = getopt(argc, argv, "j:r:x:")) != -1) {
		if (option == 'j')
			jobs = atoi(optarg);
		else if (option == 'r')
			comparison.retries = (unsigned int)atoi(optarg);
		else if (option == 'x')
			comparison.executions = strtoull(optarg, NULL, 0);
		else
			return 2;
	}
	if (argc - optind != 2 || jobs < 1 || jobs > JOBS_MAX) {
		fprintf(stderr,
			"usage: mutants [-j JOBS] [-r RETRIES] [-x EXECUTIONS] PAIRS REASONS\n");
		return 2;
	}
	comparison.npairs = mutant_pairs_read(argv[optind], &pairs);
	comparison.pairs = pairs;
	comparison.nreasons = mutant_reasons_read(argv[optind + 1], &comparison.reasons);
	size = sizeof(*comparison.board) + comparison.npairs * sizeof(comparison.board->found[0]);
	comparison.board =
		mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (comparison.board == MAP_FAILED || judge_all(&comparison, jobs))
		return 2;
	for (int model = 0; model < MUTANT_MODELS; model++)
		failed += compare(&comparison, model);
	for (size_t i = 0; i < comparison.nreasons; i++) {
		const struct mutant_reason *reason = &comparison.reasons[i];

		if (reason->model < 0)
			continue;
		failed++;
		printf("%s x %s, %s: reasoned to be %s, but is not, or is so in the table, too\n",
		       reason->host, reason->guest, mutant_models[reason->model],
		       mutant_verdict_name(reason->ours));
	}
	return failed ? 1 : 0;
}
