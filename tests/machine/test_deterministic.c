/*
 * Every registered host against every guest of its format, those of the tests included: the same
 * exploration, and the same walk, leave the same traces, errors and findings.
 */
#include "lib/only.h"
#include "lib/lot_pairs.h"
#include "lib/pair.h"

/* What must be equal from run to run. */
struct end {
	u64 trace, executions, accepted, retries, first_at;
	u32 violations;
	bool memoryless, complete;
	char error[256];
};

static struct end outcome_of(const struct verdict *verdict)
{
	struct end outcome;

	memset(&outcome, 0, sizeof(outcome));
	outcome.trace = verdict->trace;
	outcome.executions = verdict->executions;
	outcome.accepted = verdict->accepted;
	outcome.retries = verdict->retries;
	outcome.first_at = verdict->first_at;
	outcome.violations = verdict_violations(verdict);
	outcome.memoryless = verdict->memoryless;
	outcome.complete = verdict->complete;
	memcpy(outcome.error, verdict->error, sizeof(outcome.error));
	return outcome;
}

static struct end explored(const struct verify_options *options)
{
	return outcome_of(pair_verify(options));
}

static struct end walked(const struct verify_options *options)
{
	verdict_free(&the_test_verdict);
	search(the_test_machine, &the_test_oracle, options, &the_test_verdict);
	return outcome_of(&the_test_verdict);
}

typedef void pair_check(struct verify_options *options, unsigned int *n);

static void each_pair(pair_check *check, unsigned int *n)
{
	const struct host *host;
	const struct guest *guest;

	for (unsigned int h = 0; (host = registry_host(ENGINE_MACHINE, h)); h++) {
		for (unsigned int g = 0; (guest = registry_guest(ENGINE_MACHINE, g)); g++) {
			struct verify_options options = {.format =
								 registry_find_format(host->format),
							 .host = host,
							 .guest = guest,
							 .word = 64,
							 .retries = 1,
							 .quick = true,
							 .updates = 1,
							 .limit = 2000,
							 .budget = 200};

			if (!strcmp(host->format, guest->format) && lot_has(host, guest, 0, 5))
				check(&options, n);
		}
	}
}

static void assert_same(const struct verify_options *options, const struct end *a,
			const struct end *b)
{
	if (memcmp(a, b, sizeof(*a)))
		print_error("%s x %s, %s: the second run differs: %s / %s\n", options->host->name,
			    options->guest->name, model_name(options->model), a->error, b->error);
	assert_memory_equal(a, b, sizeof(*a));
}

static void check_exploration(struct verify_options *options, unsigned int *n)
{
	struct end first, second;

	/* the model is another one from pair to pair */
	options->model = (enum model)(*n % MODELS);
	first = explored(options);
	second = explored(options);
	assert_same(options, &first, &second);
	assert_true(first.executions > 0 || first.error[0]);
	++*n;
}

static void check_walk(struct verify_options *options, unsigned int *n)
{
	struct end first, second;

	options->model = (enum model)(*n % MODELS);
	options->updates = 3;
	options->executions = 200;
	options->seed = *n;
	first = walked(options);
	second = walked(options);
	assert_same(options, &first, &second);
	++*n;
}

static void slow_explorations(void **state)
{
	unsigned int n = 0;

	(void)state;
	each_pair(check_exploration, &n);
	assert_true(n > 100);
}

static void slow_walks(void **state)
{
	unsigned int n = 0;

	(void)state;
	each_pair(check_walk, &n);
	assert_true(n > 100);
}

/* Another seed is another walk, and nothing that ran before has an influence. */
static void test_seeds(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "odd-even", "hv-spin-even", MODEL_X86);
	struct end walks[20], again;

	(void)state;
	options.executions = 2000;
	options.quick = true;
	for (unsigned int seed = 0; seed < 20; seed++) {
		options.seed = seed;
		walks[seed] = walked(&options);
		assert_int_equal(walks[seed].executions, 2000);
		assert_true(walks[seed].accepted > 0);
		for (unsigned int other = 0; other < seed; other++)
			assert_int_not_equal(walks[seed].trace, walks[other].trace);
	}
	pair_shows("dies-odd", "hv-spin-even", MODEL_WEAK, STUCK);
	options.seed = 7;
	again = walked(&options);
	assert_same(&options, &walks[7], &again);
}

/* A new machine does what an old one does. */
static void test_new_machine(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "single-store", "hv-seed", MODEL_X86);
	struct end first = explored(&options), second;

	machine_free(the_test_machine);
	the_test_machine = machine_new();
	assert_non_null(the_test_machine);
	second = explored(&options);
	assert_same(&options, &first, &second);
	assert_true(first.violations & TORN);
	(void)state;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slow_explorations),
		cmocka_unit_test(slow_walks),
		cmocka_unit_test(test_seeds),
		cmocka_unit_test(test_new_machine),
	};

	only(argc, argv);
	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
