/*
 * Guests that keep memory over reads, and touch it after all else: each single read is judged, however they
 * touch it, and it costs nothing; and who touches it earlier is refused.
 */
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

			pair_clean("invalidate", right[i], models[m]);
			if (!verdict->memoryless || !verdict->floor ||
			    verdict->executions > executions)
				print_error("%s: memoryless %d, floor %d, executions %lu of %lu\n",
					    right[i], verdict->memoryless, verdict->floor != NULL,
					    (unsigned long)verdict->executions,
					    (unsigned long)executions);
			assert_true(verdict->memoryless && verdict->complete);
			assert_non_null(verdict->floor);
			assert_string_equal(verdict->floor->file,
					    "tests/protocols/hyperv-tsc/guest_floor.c");
			assert_non_null(verdict->floor->variable);
		}
	}
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
};

static const struct refused_case refused_cases[] = {
	{"floor-first", "'first'"},	   {"floor-in-tries", "'tried'"},
	{"floor-and-again", "'latest'"},   {"floor-then-tsc", "'offsets'"},
	{"floor-by-pointer", "'pointed'"}, {"floor-of-host", "'published'"},
};

static void test_refused(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(refused_cases); i++) {
		const struct refused_case *c = &refused_cases[i];
		const struct verdict *verdict = pair_verdict("invalidate", c->guest, MODEL_X86);

		if (!strstr(verdict->error, c->variable))
			print_error("%s: %s\n", c->guest, verdict->error);
		assert_int_equal(verdict_status(verdict), 2);
		assert_non_null(strstr(verdict->error, "writes memory that outlives the read"));
		assert_non_null(strstr(verdict->error, c->variable));
		assert_non_null(strstr(verdict->error, "after the last look"));
	}
}

static void test_endless(void **state)
{
	const struct verdict *verdict = pair_verdict("invalidate", "floor-waits", MODEL_X86);

	(void)state;
	assert_non_null(strstr(verdict->error, "loops without end"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_right),	cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_pairs),	cmocka_unit_test(test_refused),
		cmocka_unit_test(test_endless),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
