/*
 * What a verdict took is told, whatever it is: all maps are counted once, as structures or by value, and no
 * structure is explored that was not planned. And what takes long is foretold, what does not is not.
 */
#include "lib/pair.h"
#include "verify/run.h"

static const struct {
	const char *format, *host, *guest;
	enum model model;
	unsigned int word, hosts;
} pairs[] = {
	{"hyperv-tsc", "odd-even", "hv-spin-even", MODEL_X86, 64, 1},
	{"hyperv-tsc", "odd-even", "hv-spin-even", MODEL_WEAK, 32, 1},
	{"hyperv-tsc", "frozen", "hv-ordered", MODEL_X86, 64, 1},
	{"hyperv-tsc", "no-wmb", "hv-ordered", MODEL_WEAK, 64, 1},
	{"hyperv-tsc", "single-store", "hv-seed", MODEL_X86, 64, 1},
	{"hyperv-tsc", "odd-even", "by-difference", MODEL_X86, 64, 1},
	{"hyperv-tsc", "early-anchor", "hv-2016", MODEL_X86, 64, 1},
	{"hyperv-tsc", "odd-even", "three-tries", MODEL_X86, 64, 1},
	{"hyperv-tsc", "odd-even", "hv-spin-even", MODEL_X86, 64, 2},
	{"pvclock", "pvclock-odd-even", "pv-ordered", MODEL_WEAK, 64, 1},
	{"vmclock", "seq-or-1", "vm-ordered", MODEL_WEAK, 64, 1},
};

/* Of a proof all that was planned, and of what was given up no more than that. */
static void check_cost(const struct verdict *verdict)
{
	const struct cost *cost = &verdict->cost;

	assert_string_equal(verdict->error, "");
	assert_true(cost->structures <= cost->planned);
	assert_true(cost->structures <= cost->structure_maps);
	assert_true(cost->logs > 0 && cost->log_maps >= cost->logs);
	if (!verdict->claim.any) {
		assert_int_equal(cost->log_maps, verdict->executions);
		assert_int_equal(cost->values, verdict->accepted);
		return;
	}
	assert_int_equal(cost->structures, cost->planned);
	assert_int_equal(cost->structures, verdict->claim.structures);
	assert_int_equal(cost->structure_maps + cost->log_maps, verdict->executions);
	assert_int_equal(cost->values, verdict->claim.points);
}

static void test_all_is_counted(void **state)
{
	unsigned int proved = 0, given_up = 0, by_value = 0;

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(pairs); i++) {
		struct verify_options options = pair_options(pairs[i].format, pairs[i].host,
							     pairs[i].guest, pairs[i].model);

		options.word = pairs[i].word;
		options.hosts = pairs[i].hosts;
		for (unsigned int first = 0; first < 2; first++) {
			const struct verdict *verdict;

			options.first_only = first;
			options.budget = first ? 0 : 20000;
			verdict = pair_verify(&options);
			check_cost(verdict);
			proved += verdict->claim.any;
			given_up += !verdict->claim.any && verdict->cost.structures;
			by_value += !verdict->cost.planned;
		}
	}
	/* all of these were among them */
	assert_true(proved && given_up && by_value);
}

/* It was foretold, as of so many structures or schedules and so many maps; and is then left. */
static struct foretold {
	unsigned int times;
	bool by_label;
	u64 planned, maps;
	volatile int stop;
} foretold;

static void foretell(void *watcher, const struct verify_options *options,
		     const struct verdict *verdict)
{
	struct foretold *told = watcher;

	(void)options;
	told->times++;
	told->by_label = verdict->by_label;
	told->planned = verdict->planned;
	told->maps = verdict->foreseen;
	told->stop = 1;
}

static void expect(struct verify_options *options)
{
	foretold = (struct foretold){.times = 0};
	options->foretell = foretell;
	options->watcher = &foretold;
	options->stop = &foretold.stop;
	pair_verify(options);
	assert_true(the_test_verdict.interrupted == (foretold.times != 0));
}

static void test_what_is_short_is_not_foretold(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(pairs); i++) {
		struct verify_options options = pair_options(pairs[i].format, pairs[i].host,
							     pairs[i].guest, pairs[i].model);

		options.word = pairs[i].word;
		options.budget = 20000;
		expect(&options);
		assert_int_equal(foretold.times, 0);
		assert_true(the_test_verdict.executions < 1000000);
	}
}

/* A list of a few million maps is foretold when few were made: the numbers are those of the whole, counted on another day. */
static void test_what_is_long_is_foretold(void **state)
{
	struct verify_options list =
		pair_options("hyperv-tsc", "odd-even", "by-difference", MODEL_WEAK);

	(void)state;
	list.updates = 5;
	for (list.jobs = 1; list.jobs < 3; list.jobs++) {
		expect(&list);
		assert_int_equal(foretold.times, 1);
		assert_false(foretold.by_label);
		assert_int_equal(foretold.planned, 117642);
		assert_true(foretold.maps > 10518450 / 3 && foretold.maps < 10518450 * 3);
		assert_true(the_test_verdict.executions < foretold.maps / 5);
	}
}

/* A proof that is short tells in the end what it took. */
static void test_a_proof_is_planned(void **state)
{
	struct verify_options proof =
		pair_options("pvclock", "pvclock-odd-even", "pv-ordered", MODEL_WEAK);

	(void)state;
	proof.updates = 20;
	expect(&proof);
	assert_int_equal(foretold.times, 0);
	assert_true(the_test_verdict.claim.any);
	assert_int_equal(the_test_verdict.cost.planned, 100);
	assert_int_equal(the_test_verdict.cost.structures, 100);
}

/* What a long one would say: rows of two updates as many as those that were done; of four as they grew from one to two. */
static void test_longer_rows_are_foretold_to_grow(void **state)
{
	struct verify_options options = {.foretell = foretell, .watcher = &foretold};
	struct verdict *verdict = &the_test_verdict;
	static struct run run;

	(void)state;
	verdict_free(verdict);
	*verdict = (struct verdict){.executions = 0};
	foretold = (struct foretold){.times = 0};
	run = (struct run){.options = &options, .verdict = verdict};
	estimate_plan(&run, 1, 2);
	estimate_plan(&run, 2, 10);
	assert_true(verdict->foreseen == 0);
	verdict->executions = 10000;
	estimate_done(&run, 1, 10000);
	assert_true(verdict->foreseen == 10000 + 10000 + 10 * 20000);
	verdict->executions += 80000;
	estimate_done(&run, 2, 80000);
	assert_true(verdict->foreseen == 90000 + 10000 + 9 * 80000);
	estimate_tell(&run);
	assert_int_equal(foretold.times, 0);
	estimate_plan(&run, 4, 1); /* eight times as many for twice the length */
	assert_in_range(verdict->foreseen, 90000 + 10000 + 9 * 80000 + 639000,
			90000 + 10000 + 9 * 80000 + 641000);
	assert_true(estimate_left(&run.estimate) == 1 + 9 + 1);
	estimate_tell(&run);
	estimate_tell(&run);
	assert_int_equal(foretold.times, 1);
	assert_true(foretold.maps == verdict->foreseen);
	verdict_free(verdict);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_is_counted),
		cmocka_unit_test(test_what_is_short_is_not_foretold),
		cmocka_unit_test(test_what_is_long_is_foretold),
		cmocka_unit_test(test_a_proof_is_planned),
		cmocka_unit_test(test_longer_rows_are_foretold_to_grow),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
