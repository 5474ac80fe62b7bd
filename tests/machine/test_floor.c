/*
 * Guests that keep memory over reads, and touch it after all else: each single read is judged, however they
 * touch it, and it costs nothing; and who touches it earlier is refused.
 */
#include "fuzz/mutator/mutate.h"
#include "input/input_run.h"
#include "lib/pair.h"

static const char *const right[] = {"floor-swapped", "floor-seen-again", "floor-tried",
				    "floor-fenced",  "never-less",	 "floor-widths"};

static void test_right(void **state)
{
	static const enum model models[] = {MODEL_SC, MODEL_X86, MODEL_WEAK};

	(void)state;
	for (unsigned int m = 0; m < ARRAY_SIZE(models); m++) {
		u64 executions;

		pair_clean("invalidate", "hv-ordered", models[m]);
		executions = the_test_verdict.executions;
		for (unsigned int i = 0; i < ARRAY_SIZE(right); i++) {
			const struct verdict *verdict = &the_test_verdict;

			/* which may fail for no reason there */
			if (!strcmp(right[i], "floor-tried") && models[m] == MODEL_WEAK) {
				verdict = pair_verdict("invalidate", right[i], models[m]);
				assert_non_null(strstr(verdict->error, "may fail for no reason"));
				continue;
			}
			/* plainly: between the look and the store somebody else may store */
			if (!strcmp(right[i], "never-less")) {
				pair_shows("invalidate", right[i], models[m], BACKWARDS);
				continue;
			}
			/* which is for the widths of what it touches, and no clock's floor */
			if (!strcmp(right[i], "floor-widths"))
				continue;
			pair_clean("invalidate", right[i], models[m]);
			if (!verdict->memoryless || !verdict->floor ||
			    verdict->executions - verdict->acting.executions > executions)
				print_error("%s: memoryless %d, floor %d, executions %lu of %lu\n",
					    right[i], verdict->memoryless, verdict->floor != NULL,
					    (unsigned long)verdict->executions,
					    (unsigned long)executions);
			assert_true(verdict->acting.judged);
			assert_true(verdict->memoryless && verdict->complete);
			assert_non_null(verdict->floor);
			assert_string_equal(verdict->floor->file,
					    "tests/protocols/hyperv-tsc/guest_floor.c");
			assert_non_null(verdict->floor->variable);
		}
	}
}

/* A fence, a store and a branch that come after all looks make no load steer. */
static void test_costs_nothing(void **state)
{
	static const char *const guests[] = {"pv-no-floor", "pv-floor"};
	u64 executions[2];

	(void)state;
	for (unsigned int i = 0; i < 2; i++) {
		struct verify_options options =
			pair_options("pvclock", "pvclock-odd-even", guests[i], MODEL_X86);

		options.updates = 1;
		options.limit = 100000;
		assert_int_equal(verdict_status(pair_verify(&options)), 0);
		executions[i] = the_test_verdict.executions;
		assert_int_equal(the_test_verdict.floor != NULL, i);
	}
	assert_int_equal(executions[0], executions[1]);
}

/* What is wrong with the page is found through the floor. */
static void test_wrong(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(right); i++) {
		pair_shows("single-store", right[i], MODEL_X86, TORN);
		pair_shows("no-wmb", right[i], MODEL_WEAK, TORN);
	}
	pair_shows("invalidate", "floor-torn", MODEL_SC, TORN);
	pair_shows("invalidate", "floor-high", MODEL_SC, ARITHMETIC);
}

/* Two reads that touch it are not compared; those that do not are. */
static void test_pairs(void **state)
{
	(void)state;
	pair_shows("invalidate", "floor-late", MODEL_X86, STALE);
	assert_int_equal(verdict_violations(&the_test_verdict) & BACKWARDS, 0);
	assert_non_null(the_test_verdict.floor);
	pair_shows("invalidate", "floor-seldom", MODEL_X86, STALE | BACKWARDS);
	assert_non_null(the_test_verdict.floor);
	pair_clean("invalidate", "hv-ordered", MODEL_X86);
	assert_null(the_test_verdict.floor);
}

struct refused_case {
	const char *guest, *variable;
	bool wrong;	  /* where it is not refused ... */
	const char *weak; /* ... and what keeps it from being judged in weak, if something does */
};

static const struct refused_case refused_cases[] = {
	{"floor-first", "'first'", false, NULL},
	{"floor-in-tries", "'tried'", true, "behind its load of line 238"},
	{"floor-and-again", "'latest'", false, NULL},
	{"floor-then-tsc", "'offsets'", true, "'offsets' behind its load of the page of line 265"},
	{"floor-by-pointer", "'pointed'", false, NULL},
	{"floor-of-host", "'published'", false, NULL},
};

/* Where reads are not judged together, as of a guest with several vCPUs. */
static void test_refused(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(refused_cases); i++) {
		const struct refused_case *c = &refused_cases[i];
		struct verify_options options =
			pair_options("hyperv-tsc", "invalidate", c->guest, MODEL_WEAK);
		const struct verdict *verdict;

		options.vcpus = 2;
		verdict = pair_verify(&options);
		if (!strstr(verdict->error, c->variable))
			print_error("%s: %s\n", c->guest, verdict->error);
		assert_int_equal(verdict_status(verdict), 2);
		assert_non_null(strstr(verdict->error, "writes memory that outlives the read"));
		assert_non_null(strstr(verdict->error, c->variable));
		assert_non_null(strstr(verdict->error, "after the last look"));
	}
}

/* Where reads are judged together, what they keep may be touched anywhere; but not by the host as well. */
static void test_not_refused(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 2 * ARRAY_SIZE(refused_cases); i++) {
		const struct refused_case *c = &refused_cases[i / 2];
		enum model model = i % 2 ? MODEL_WEAK : MODEL_X86;
		struct verify_options options = pair_options(
			"hyperv-tsc",
			strcmp(c->guest, "floor-of-host") ? "invalidate" : "publishes-floor",
			c->guest, model);
		const struct verdict *verdict;

		options.updates = 1;
		options.reads = 1;
		options.first_only = true;
		verdict = pair_verify(&options);
		if (!strcmp(c->guest, "floor-of-host")) {
			assert_non_null(strstr(verdict->error, "and the host touches it"));
			continue;
		}
		if (model == MODEL_WEAK && c->weak) {
			assert_non_null(strstr(verdict->error, c->weak));
			continue;
		}
		if (verdict->error[0])
			print_error("%s, %s: %s\n", c->guest, model_name(model), verdict->error);
		assert_string_equal(verdict->error, "");
		assert_true(verdict->acting.judged && !verdict->acting.single);
		assert_int_equal(verdict_violations(verdict) != 0, c->wrong);
	}
}

static void test_endless(void **state)
{
	const struct verdict *verdict = pair_verdict("invalidate", "floor-waits", MODEL_X86);

	(void)state;
	assert_non_null(strstr(verdict->error, "loops without end"));
}

#define INPUTS 10000
#define POOL 64

/* The kinds that a fuzzer's inputs show of a pair in x86; *kept: reads that touched what is kept. */
static u32 fuzzed(const char *guest, u64 *kept)
{
	struct input_options options = {.models = BIT(MODEL_X86), .retries = 3, .known = true};
	struct input_runner *runner;
	static u8 pool[POOL][512];
	static size_t size[POOL];
	u32 violations = 0;
	u64 state = 1;

	options.format = registry_find_format("hyperv-tsc");
	options.host = registry_find_host(ENGINE_MACHINE, options.format, "invalidate");
	options.guest = registry_find_guest(ENGINE_MACHINE, options.format, guest);
	assert_non_null(options.guest);
	runner = input_runner_new(&options);
	assert_non_null(runner);
	memset(size, 0, sizeof(size));
	*kept = 0;
	for (unsigned int i = 0; i < INPUTS; i++) {
		unsigned int k = (unsigned int)(choice_number(&state) % POOL);
		struct input_verdict verdict;

		size[k] = mutate(pool[k], size[k] > 320 ? 0 : size[k], 512, choice_number(&state));
		assert_int_not_equal(input_run(runner, pool[k], size[k], &verdict), INPUT_ERROR);
		violations |= verdict.violations;
		*kept += verdict.kept;
	}
	input_runner_free(runner);
	return violations;
}

/* As verify judges them; the last test, as a runner's machine is one of its own. */
static void test_other_engines(void **state)
{
	static const char *const guests[] = {"floor-late", "floor-seldom"};
	u64 kept;

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(guests); i++) {
		struct verify_options options =
			pair_options("hyperv-tsc", "invalidate", guests[i], MODEL_X86);

		options.executions = 200000;
		verdict_free(&the_test_verdict);
		search(the_test_machine, &the_test_oracle, &options, &the_test_verdict);
		assert_string_equal(the_test_verdict.error, "");
		assert_non_null(the_test_verdict.floor);
		assert_true(verdict_violations(&the_test_verdict) & STALE);
		/* of several readers, what is stale and then kept may go back with the first, too */
		assert_true(!i || verdict_violations(&the_test_verdict) & BACKWARDS);
	}
	assert_true(fuzzed("floor-late", &kept) & STALE);
	assert_true(kept > INPUTS / 4);
	assert_int_equal(fuzzed("floor-seldom", &kept) & (STALE | BACKWARDS), STALE | BACKWARDS);
	assert_in_range(kept, 1, INPUTS);
	assert_int_equal(fuzzed("hv-ordered", &kept), 0);
	assert_int_equal(kept, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_right),	cmocka_unit_test(test_costs_nothing),
		cmocka_unit_test(test_wrong),	cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_refused), cmocka_unit_test(test_not_refused),
		cmocka_unit_test(test_endless), cmocka_unit_test(test_other_engines),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
